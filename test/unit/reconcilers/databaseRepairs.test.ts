import * as fc from "fast-check";
import { type ServerFacts, serverRepairs } from "../../../reconcilers/database/repairs";
import { type SchemaFacts, schemaRepairs } from "../../../reconcilers/database/schemaRepairs";
import { scramVerifier, verifies } from "../../../reconcilers/database/scram";
import { planned } from "../../../testing/fixtures/database";

const { desired } = planned().plan;
const verifiers = {
  make: (role: string) => `verifier of ${role}`,
  fits: (role: string, verifier: string | null) => verifier === `verifier of ${role}`,
};

const owner = {
  name: "content_owner",
  verifier: "verifier of content_owner",
  login: true,
  privileged: false,
  limited: false,
  settings: [],
  settingsIn: [],
  memberships: [],
};
const app = {
  name: "content_app",
  verifier: "verifier of content_app",
  login: true,
  privileged: false,
  limited: false,
  settingsIn: [],
  memberships: [],
  settings: ["statement_timeout=5000", "lock_timeout=1500", "idle_in_transaction_session_timeout=10000"],
};
const database = { owner: "content_owner", open: false, hasSettings: false, appRights: ["CONNECT"] };
const good: ServerFacts = { roles: [owner, app], database };
const attributes =
  `ALTER ROLE "content_app" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS ` +
  `CONNECTION LIMIT -1 VALID UNTIL 'infinity'`;

test.each<[string, ServerFacts, [string, string][]]>([
  ["nothing where all is as declared", good, []],
  [
    "an empty server",
    { roles: [] },
    [
      ["role content_owner", `CREATE ROLE "content_owner" LOGIN PASSWORD 'verifier of content_owner'`],
      ["role content_app", `CREATE ROLE "content_app" LOGIN PASSWORD 'verifier of content_app'`],
      ["database content", `CREATE DATABASE "content" OWNER "content_owner"`],
    ],
  ],
  [
    "a changed password",
    { ...good, roles: [owner, { ...app, verifier: "another" }] },
    [["password of content_app", `ALTER ROLE "content_app" PASSWORD 'verifier of content_app'`]],
  ],
  [
    "a role without a password",
    { ...good, roles: [{ ...owner, verifier: null }, app] },
    [["password of content_owner", `ALTER ROLE "content_owner" PASSWORD 'verifier of content_owner'`]],
  ],
  [
    "an application that became a superuser",
    { ...good, roles: [owner, { ...app, privileged: true }] },
    [["attributes of content_app", attributes]],
  ],
  [
    "an application with an expiration date",
    { ...good, roles: [owner, { ...app, limited: true }] },
    [["attributes of content_app", attributes]],
  ],
  [
    "an application that was made a member of other roles",
    {
      ...good,
      roles: [
        owner,
        {
          ...app,
          memberships: [
            { role: "content_owner", grantor: "postgres" },
            { role: "pg_read_all_data", grantor: "dba" },
          ],
        },
      ],
    },
    [
      [
        "membership of content_app in content_owner",
        `REVOKE "content_owner" FROM "content_app" GRANTED BY "postgres" CASCADE`,
      ],
      [
        "membership of content_app in pg_read_all_data",
        `REVOKE "pg_read_all_data" FROM "content_app" GRANTED BY "dba" CASCADE`,
      ],
    ],
  ],
  [
    "roles that gave themselves settings",
    {
      ...good,
      roles: [
        { ...owner, settings: ["search_path=elsewhere"] },
        {
          ...app,
          settings: [...app.settings, "default_transaction_read_only=on", "pg_trgm.similarity_threshold=0.5"],
          settingsIn: ["content"],
        },
      ],
    },
    [
      ["undeclared search_path of content_owner", `ALTER ROLE "content_owner" RESET "search_path"`],
      [
        "undeclared default_transaction_read_only of content_app",
        `ALTER ROLE "content_app" RESET "default_transaction_read_only"`,
      ],
      [
        "undeclared pg_trgm.similarity_threshold of content_app",
        `ALTER ROLE "content_app" RESET "pg_trgm"."similarity_threshold"`,
      ],
      ["undeclared settings of content_app in content", `ALTER ROLE "content_app" IN DATABASE "content" RESET ALL`],
    ],
  ],
  [
    "settings and rights of the database that nobody declared",
    { ...good, database: { ...database, hasSettings: true, appRights: ["CONNECT", "CREATE", "TEMPORARY"] } },
    [
      ["settings of content", `ALTER DATABASE "content" RESET ALL`],
      ["rights of content_app on content", `REVOKE CREATE, TEMPORARY ON DATABASE "content" FROM "content_app"`],
    ],
  ],
  [
    "a timeout that was removed",
    { ...good, roles: [owner, { ...app, settings: app.settings.slice(1) }] },
    [["statement_timeout of content_app", `ALTER ROLE "content_app" SET "statement_timeout" = 5000`]],
  ],
  [
    "a database that is open to PUBLIC",
    { ...good, database: { owner: "postgres", open: true, hasSettings: false, appRights: [] } },
    [
      ["owner of content", `ALTER DATABASE "content" OWNER TO "content_owner"`],
      ["rights of PUBLIC on content", `REVOKE ALL ON DATABASE "content" FROM PUBLIC`],
      ["right of content_app to connect", `GRANT CONNECT ON DATABASE "content" TO "content_app"`],
    ],
  ],
])("repairs on the server: %s", (_, facts, repairs) => {
  expect(serverRepairs(desired, facts, verifiers)).toEqual(repairs.map(([what, sql]) => ({ what, sql })));
});

const defaults = `ALTER DEFAULT PRIVILEGES FOR ROLE "content_owner" IN SCHEMA public`;
const schema: SchemaFacts = {
  owner: "content_owner",
  appUses: true,
  appCreates: false,
  defaults: ["table SELECT", "table INSERT", "table UPDATE", "table DELETE", "sequence USAGE", "sequence SELECT"],
};

test.each<[string, SchemaFacts, [string, string][]]>([
  ["nothing where all is as declared", schema, []],
  [
    "a new database",
    { owner: "pg_database_owner", appUses: true, appCreates: false, defaults: [] },
    [
      ["owner of the schema", `ALTER SCHEMA public OWNER TO "content_owner"`],
      [
        "rights of content_app on future tables",
        `${defaults} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "content_app"`,
      ],
      ["rights of content_app on future sequences", `${defaults} GRANT USAGE, SELECT ON SEQUENCES TO "content_app"`],
    ],
  ],
  [
    "an application without rights",
    { ...schema, appUses: false, defaults: schema.defaults.slice(1) },
    [
      ["right of content_app to use the schema", `GRANT USAGE ON SCHEMA public TO "content_app"`],
      [
        "rights of content_app on future tables",
        `${defaults} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "content_app"`,
      ],
    ],
  ],
  [
    "rights that nobody declared",
    {
      ...schema,
      appCreates: true,
      defaults: [...schema.defaults, "table TRUNCATE", "table TRIGGER", "sequence UPDATE"],
    },
    [
      ["right of content_app to create tables", `REVOKE CREATE ON SCHEMA public FROM PUBLIC, "content_app"`],
      [
        "undeclared rights of content_app on future tables",
        `${defaults} REVOKE TRUNCATE, TRIGGER ON TABLES FROM "content_app"`,
      ],
      [
        "undeclared rights of content_app on future sequences",
        `${defaults} REVOKE UPDATE ON SEQUENCES FROM "content_app"`,
      ],
    ],
  ],
])("repairs in the schema: %s", (_, facts, repairs) => {
  expect(schemaRepairs(desired, facts)).toEqual(repairs.map(([what, sql]) => ({ what, sql })));
});

test("quotes names of roles", () => {
  const odd = { ...desired, appRole: 'a"; DROP TABLE p; --' };
  expect(schemaRepairs(odd, { ...schema, appUses: false })[0]?.sql).toBe(
    'GRANT USAGE ON SCHEMA public TO "a""; DROP TABLE p; --"',
  );
});

test("a verifier equals the one that PostgreSQL computes", () => {
  // From `SET password_encryption = 'scram-sha-256'; CREATE ROLE r PASSWORD 'pencil'`, with the salt and rounds of
  // RFC 7677, chapter 3.
  expect(scramVerifier("pencil", Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64"))).toBe(
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=" +
      ":wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
  );
});

test("a verifier fits only its own password", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.uint8Array({ minLength: 8, maxLength: 16 }), (password, other, salt) => {
      const verifier = scramVerifier(password, Buffer.from(salt), 4);
      expect(verifies(verifier, password)).toBe(true);
      expect(verifies(verifier, other)).toBe(password === other);
    }),
  );
  expect([null, "", "md5abc", "SCRAM-SHA-256$4096:"].map((verifier) => verifies(verifier, "pencil"))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

const { desired: restored } = planned({ restoreFrom: { database: "old" } }, "content").plan;

test.each<[string, ServerFacts, [string, string][]]>([
  [
    "it has the names from its backups",
    { roles: [], restored: ["old_owner", "old_app", "old"] },
    [
      ["name of role content_owner, which was old_owner", `ALTER ROLE "old_owner" RENAME TO "content_owner"`],
      ["name of role content_app, which was old_app", `ALTER ROLE "old_app" RENAME TO "content_app"`],
      ["name of database content, which was old", `ALTER DATABASE "old" RENAME TO "content"`],
    ],
  ],
  [
    "its roles have their declared names",
    { roles: [owner, app], restored: ["old"] },
    [["name of database content, which was old", `ALTER DATABASE "old" RENAME TO "content"`]],
  ],
  ["all have their declared names", { ...good, restored: [] }, []],
  ["another database got the old name later", { ...good, restored: ["old"] }, []],
])("repairs on a restored server: %s", (_, facts, repairs) => {
  expect(serverRepairs(restored, facts, verifiers)).toEqual(repairs.map(([what, sql]) => ({ what, sql })));
});
