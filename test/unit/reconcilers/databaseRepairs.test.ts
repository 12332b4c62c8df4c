import * as fc from "fast-check";
import {
  type SchemaFacts,
  type ServerFacts,
  schemaRepairs,
  serverRepairs,
} from "../../../reconcilers/database/repairs";
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
  settings: [],
};
const app = {
  name: "content_app",
  verifier: "verifier of content_app",
  login: true,
  privileged: false,
  settings: ["statement_timeout=5000", "lock_timeout=1500", "idle_in_transaction_session_timeout=10000"],
};
const database = { owner: "content_owner", open: false, appConnects: true };
const good: ServerFacts = { roles: [owner, app], database };

test.each<[string, ServerFacts, [string, string][]]>([
  ["all is there", good, []],
  [
    "the server is empty",
    { roles: [] },
    [
      ["role content_owner", `CREATE ROLE "content_owner" LOGIN PASSWORD 'verifier of content_owner'`],
      ["role content_app", `CREATE ROLE "content_app" LOGIN PASSWORD 'verifier of content_app'`],
      ["database content", `CREATE DATABASE "content" OWNER "content_owner"`],
    ],
  ],
  [
    "a password was changed",
    { ...good, roles: [owner, { ...app, verifier: "another" }] },
    [["password of content_app", `ALTER ROLE "content_app" PASSWORD 'verifier of content_app'`]],
  ],
  [
    "a role has no password",
    { ...good, roles: [{ ...owner, verifier: null }, app] },
    [["password of content_owner", `ALTER ROLE "content_owner" PASSWORD 'verifier of content_owner'`]],
  ],
  [
    "the application became a superuser",
    { ...good, roles: [owner, { ...app, privileged: true }] },
    [
      [
        "rights of content_app",
        `ALTER ROLE "content_app" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS`,
      ],
    ],
  ],
  [
    "a timeout was taken away",
    { ...good, roles: [owner, { ...app, settings: app.settings.slice(1) }] },
    [["statement_timeout of content_app", `ALTER ROLE "content_app" SET "statement_timeout" = 5000`]],
  ],
  [
    "the database is everybody's",
    { ...good, database: { owner: "postgres", open: true, appConnects: false } },
    [
      ["owner of content", `ALTER DATABASE "content" OWNER TO "content_owner"`],
      ["content closed to everybody else", `REVOKE ALL ON DATABASE "content" FROM PUBLIC`],
      ["content_app may connect", `GRANT CONNECT ON DATABASE "content" TO "content_app"`],
    ],
  ],
])("repairs of the server: %s", (_, facts, repairs) => {
  expect(serverRepairs(desired, facts, verifiers)).toEqual(repairs.map(([what, sql]) => ({ what, sql })));
});

const schema: SchemaFacts = {
  owner: "content_owner",
  appUses: true,
  defaults: ["table SELECT", "table INSERT", "table UPDATE", "table DELETE", "sequence USAGE", "sequence SELECT"],
};

test.each<[string, SchemaFacts, [string, string][]]>([
  ["all is there", schema, []],
  [
    "the database is new",
    { owner: "pg_database_owner", appUses: true, defaults: [] },
    [
      ["owner of the schema", `ALTER SCHEMA public OWNER TO "content_owner"`],
      [
        "rights of content_app on future tables",
        `ALTER DEFAULT PRIVILEGES FOR ROLE "content_owner" IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "content_app"`,
      ],
      [
        "rights of content_app on future sequences",
        `ALTER DEFAULT PRIVILEGES FOR ROLE "content_owner" IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "content_app"`,
      ],
    ],
  ],
  [
    "the application is shut out",
    { ...schema, appUses: false, defaults: schema.defaults.slice(1) },
    [
      ["content_app may use the schema", `GRANT USAGE ON SCHEMA public TO "content_app"`],
      [
        "rights of content_app on future tables",
        `ALTER DEFAULT PRIVILEGES FOR ROLE "content_owner" IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "content_app"`,
      ],
    ],
  ],
])("repairs of the schema: %s", (_, facts, repairs) => {
  expect(schemaRepairs(desired, facts)).toEqual(repairs.map(([what, sql]) => ({ what, sql })));
});

test("names of roles cannot leave their quotes", () => {
  const odd = { ...desired, appRole: 'a"; DROP TABLE p; --' };
  expect(schemaRepairs(odd, { ...schema, appUses: false })[0]?.sql).toBe(
    'GRANT USAGE ON SCHEMA public TO "a""; DROP TABLE p; --"',
  );
});

test("a verifier is PostgreSQL's own", () => {
  // Of `SET password_encryption = 'scram-sha-256'; CREATE ROLE r PASSWORD 'pencil'` with the salt and rounds of RFC 7677, chapter 3.
  expect(scramVerifier("pencil", Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64"))).toBe(
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
  );
});

test("a verifier fits its own password only", () => {
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
    "it has its old names",
    { roles: [], restored: ["old_owner", "old_app", "old"] },
    [
      ["role content_owner, which was old_owner", `ALTER ROLE "old_owner" RENAME TO "content_owner"`],
      ["role content_app, which was old_app", `ALTER ROLE "old_app" RENAME TO "content_app"`],
      ["database content, which was old", `ALTER DATABASE "old" RENAME TO "content"`],
    ],
  ],
  [
    "its roles have their new names already",
    { roles: [owner, app], restored: ["old"] },
    [["database content, which was old", `ALTER DATABASE "old" RENAME TO "content"`]],
  ],
  ["all have their new names", { ...good, restored: [] }, []],
  ["somebody made a database of the old name later", { ...good, restored: ["old"] }, []],
])("repairs of a restored server: %s", (_, facts, repairs) => {
  expect(serverRepairs(restored, facts, verifiers)).toEqual(repairs.map(([what, sql]) => ({ what, sql })));
});
