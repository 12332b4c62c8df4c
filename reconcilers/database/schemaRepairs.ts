import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import { type Due, due, quoted, type Repair } from "./sql";

/** The schema `public` of the database. */
export interface SchemaFacts {
  readonly owner: string;
  readonly appUses: boolean;
  readonly appCreates: boolean;
  /** Default rights of the application on objects that the owner creates: `table INSERT`, `sequence USAGE`. */
  readonly defaults: readonly string[];
}

/** Rights of the application on tables and sequences. It creates none. */
const granted = {
  TABLES: ["table SELECT", "table INSERT", "table UPDATE", "table DELETE"],
  SEQUENCES: ["sequence USAGE", "sequence SELECT"],
} as const;

/**
 * Repairs of the schema and of default rights. Rights on a table that exists belong to its owner: migrations may
 * narrow or widen them.
 */
export function schemaRepairs({ ownerRole, appRole }: DesiredDatabase, actual: SchemaFacts): Repair[] {
  return due(
    [actual.owner !== ownerRole, "owner of the schema", `ALTER SCHEMA public OWNER TO ${quoted(ownerRole)}`],
    [!actual.appUses, `right of ${appRole} to use the schema`, `GRANT USAGE ON SCHEMA public TO ${quoted(appRole)}`],
    [
      actual.appCreates,
      `right of ${appRole} to create tables`,
      `REVOKE CREATE ON SCHEMA public FROM PUBLIC, ${quoted(appRole)}`,
    ],
    ...Object.entries(granted).flatMap(([kind, rights]): Due[] => {
      const own = actual.defaults.filter((right) => right.startsWith(rights[0]?.split(" ")[0] ?? ""));
      const extra = own.filter((right) => !rights.some((one) => one === right));
      const change = (verb: string, which: readonly string[], preposition: string) =>
        `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoted(ownerRole)} IN SCHEMA public ` +
        `${verb} ${which.map((right) => right.split(" ")[1]).join(", ")} ON ${kind} ${preposition} ${quoted(appRole)}`;
      return [
        [
          rights.some((right) => !own.includes(right)),
          `rights of ${appRole} on future ${kind.toLowerCase()}`,
          change("GRANT", rights, "TO"),
        ],
        [
          extra.length > 0,
          `undeclared rights of ${appRole} on future ${kind.toLowerCase()}`,
          change("REVOKE", extra, "FROM"),
        ],
      ];
    }),
  );
}
