import { inTask, sqlOn } from "./support/engine";

jest.setTimeout(60_000);

const authority = "/etc/postgresql/tls/authority.crt";

/** Logs in from a member to another host of the database's network. Returns what psql prints, errors included. */
const login = (parameters: string) =>
  inTask("content-db-1", "psql", `${parameters} connect_timeout=5`, "-Atc", "SELECT 1").catch((error: unknown) =>
    String(error),
  );

test("a member rejects a connection without TLS", async () => {
  expect(await login("host=content-db-2 sslmode=disable user=postgres password=wrong")).toMatch(
    /no pg_hba\.conf entry for host .*, no encryption/,
  );
});

test("a pooler rejects a client without TLS", async () => {
  expect(
    await login("host=content-pooler port=6432 sslmode=disable user=content_app dbname=content password=wrong"),
  ).toMatch(/FATAL: +SSL required/);
});

test.each([
  ["content-db-2", "user=postgres", 'password authentication failed for user "postgres"'],
  ["content-pooler", "port=6432 dbname=content user=content_app", "SASL authentication failed"],
])("%s presents a certificate for its own name before it checks the password", async (host, parameters, rejection) => {
  expect(
    await login(`host=${host} ${parameters} sslmode=verify-full sslrootcert=${authority} password=wrong`),
  ).toContain(rejection);
});

test("a client rejects a member that answers under another member's name", async () => {
  const address = (await inTask("content-db-1", "getent", "hosts", "content-db-2")).split(/\s+/)[0] ?? "";
  expect(
    await login(
      `host=content-db-1 hostaddr=${address} user=postgres sslmode=verify-full sslrootcert=${authority} password=wrong`,
    ),
  ).toMatch(/server certificate for "content-db-2" does not match host name "content-db-1"/);
});

test("every network connection of the leader is encrypted, replication included", async () => {
  const versions = await sqlOn(
    "content-db-1",
    `SELECT DISTINCT backend_type, coalesce(version, 'none')
     FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE client_addr IS NOT NULL ORDER BY 1`,
  );
  expect(versions.split("\n")).toEqual(["client backend|TLSv1.3", "walsender|TLSv1.3"]);
});
