import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PatroniApi } from "../../../reconcilers/database/patroni";

/** Patroni 4.0's answer to a leader's `/cluster`: what members reported up to 5 s ago. */
const members = [
  { name: "db-1", role: "leader", state: "running", timeline: 1 },
  { name: "db-2", role: "replica", state: "running", timeline: 1, lag: 0 },
  { name: "db-3", role: "replica", state: "running", timeline: 1, lag: 64, pending_restart: true },
  { name: "db-4", role: "replica", state: "stopped", lag: "unknown" },
  { name: "left", role: "replica", state: "running", lag: 0 },
];
/** Each member's own `/patroni`. One does not answer. */
const own: Record<string, object | undefined> = {
  "db-1": { state: "running", role: "primary" },
  "db-2": { state: "running", role: "replica", replication_state: "streaming" },
  "db-4": { state: "running", role: "replica", replication_state: "streaming" },
};

let server: Server;
let api: PatroniApi;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer(({ url = "" }, response) => {
    const [, member = "", path] = url.split("/");
    asked.push(`${member} ${path}`);
    const answer = path === "cluster" ? { members } : own[member];
    if (answer === undefined) response.destroy();
    else response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api = new PatroniApi(
    Object.fromEntries(["db-1", "db-2", "db-3", "db-4"].map((name) => [name, `${base}/${name}`])),
    "api",
    "secret",
  );
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test("asks a replica that is listed as running whether it streams, and otherwise uses the list", async () => {
  expect(await api.cluster()).toEqual([
    { name: "db-1", role: "leader", state: "running", lag: undefined, pendingRestart: false },
    { name: "db-2", role: "replica", state: "streaming", lag: 0, pendingRestart: false },
    { name: "db-3", role: "replica", state: "running", lag: 64, pendingRestart: true },
    { name: "db-4", role: "replica", state: "stopped", lag: undefined, pendingRestart: false },
    { name: "left", role: "replica", state: "running", lag: 0, pendingRestart: false },
  ]);
  expect(asked).toEqual(["db-1 cluster", "db-2 patroni", "db-3 patroni"]);
});
