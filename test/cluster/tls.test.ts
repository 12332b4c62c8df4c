import { inTask } from "./support/engine";

jest.setTimeout(60_000);

const authority = "/etc/postgresql/tls/authority.crt";
/** What psql says, logging in from a member at another host of the database's network. */
const login = (parameters: string) =>
  inTask("content-db-1", "psql", `${parameters} connect_timeout=5`, "-Atc", "SELECT 1").catch((error: unknown) =>
    String(error),
  );

test("a member takes no connection without TLS", async () => {
  expect(await login("host=content-db-2 sslmode=disable user=postgres password=wrong")).toMatch(
    /no pg_hba\.conf entry for host .*, no encryption/,
  );
});

test("a pooler takes no client without TLS", async () => {
  expect(
    await login("host=content-pooler port=6432 sslmode=disable user=content_app dbname=content password=wrong"),
  ).toMatch(/SSL required/);
});

test.each([
  ["content-db-2", "host=content-db-2 user=postgres"],
  ["content-pooler", "host=content-pooler port=6432 dbname=content user=content_app"],
])("%s proves who it is, and asks for a password then", async (_, where) => {
  expect(await login(`${where} sslmode=verify-full sslrootcert=${authority} password=wrong`)).toMatch(
    /password authentication failed|SASL authentication failed/,
  );
});

test("a member under another's name is not believed", async () => {
  const address = (await inTask("content-db-1", "getent", "hosts", "content-db-2")).split(/\s+/)[0] ?? "";
  expect(
    await login(
      `host=content-db-1 hostaddr=${address} user=postgres sslmode=verify-full sslrootcert=${authority} password=wrong`,
    ),
  ).toMatch(/server certificate for "content-db-2" does not match host name "content-db-1"/);
});

test("every connection at the leader that comes over a network is encrypted, replication as well", async () => {
  const versions = await inTask(
    "content-db-1",
    "psql",
    "-h",
    "/run/postgresql",
    "-Atc",
    `SELECT DISTINCT backend_type, coalesce(version, 'none') FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE client_addr IS NOT NULL ORDER BY 1`,
  );
  expect(versions.trim().split("\n")).toEqual(["client backend|TLSv1.3", "walsender|TLSv1.3"]);
});
