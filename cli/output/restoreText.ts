import { defaultPlacement } from "../../components/application/plan";
import type { ClusterSpec } from "../../components/cluster/spec";
import { utc } from "../timestamps";

export interface Restored {
  readonly stack: string;
  /** The stack's file. */
  readonly file: string;
  readonly database: string;
  readonly as: string;
  readonly moment: number | "latest";
  readonly declared: Pick<ClusterSpec, "application" | "databases">;
}

/** What to do with a database that was restored. */
export function nextSteps({ stack, file, database, as, moment, declared }: Restored): string {
  const when = moment === "latest" ? "was last" : `was at ${utc(moment)}`;
  const machine = declared.databases[database]?.primary ?? "";
  const shell = (name: string) => `docker exec -i $(docker ps -q -f name=${stack}_${name}-${machine}\\.)`;
  const psql = (name: string) => `psql -h /run/postgresql -d ${name}`;
  const parts = Object.entries({ ...defaultPlacement, ...declared.application.placement }).flatMap(([part, where]) =>
    where === database ? [part] : [],
  );
  const placement = parts.map((part) => `${part}: "${as}"`).join(", ");
  return [
    `${as} has what ${database} had as it ${when}. ${database} was not touched.`,
    "",
    `Look at it, on ${machine}:`,
    `  ${shell(as).replace("-i", "-it")} ${psql(as)}`,
    "Take rows of a table back:",
    `  ${shell(as)} pg_dump -h /run/postgresql -d ${as} -t TABLE --data-only | ${shell(database)} ${psql(database)}`,
    ...(placement === ""
      ? []
      : [
          `Switch the application over to it, in ${file}, and npm run up -- -s ${stack}:`,
          `  application: { placement: { ${placement} } },`,
        ]),
    `Give it up: remove the line from ${file}, npm run up -- -s ${stack}, and npm run forget -- ${as} -s ${stack}.`,
    `Either way commit ${file}: it says what runs.`,
  ].join("\n");
}
