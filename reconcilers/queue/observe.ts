import type { DesiredQueue } from "../../contracts/desiredQueue";
import type { Passwords } from "../shared/files";
import type { ActualQueue } from "./actual";
import type { BrokerApi } from "./broker";

/** Reads the actual state of the brokers. */
export async function observe(broker: BrokerApi, desired: DesiredQueue, passwords: Passwords): Promise<ActualQueue> {
  const vhost = encodeURIComponent(desired.vhost);
  const exchangePath = `exchanges/${vhost}/${encodeURIComponent(desired.exchange.name)}`;
  const [nodes, users, permissions, queues, policies, exchange, bindings] = await Promise.all([
    rows(broker, "nodes?columns=name,running"),
    rows(broker, "users"),
    rows(broker, `vhosts/${vhost}/permissions`),
    rows(broker, `queues/${vhost}?columns=name,type,members,messages`),
    rows(broker, `policies/${vhost}`),
    broker.get(exchangePath),
    rows(broker, `${exchangePath}/bindings/source`),
  ]);
  const wrongPasswords = await Promise.all(
    desired.users
      .filter(({ name }) => users.some((user) => user["name"] === name))
      .map(async ({ name }) => ((await broker.accepts(name, passwords[name] ?? "")) ? [] : [name])),
  );
  return {
    nodes: nodes.map((node) => text(node["name"])),
    runningNodes: nodes.filter((node) => node["running"] === true).map((node) => text(node["name"])),
    users: users.map((user) => ({ name: text(user["name"]), tags: texts(user["tags"]) })),
    wrongPasswords: wrongPasswords.flat(),
    permissions: permissions.map((row) => ({
      user: text(row["user"]),
      configure: text(row["configure"]),
      write: text(row["write"]),
      read: text(row["read"]),
    })),
    queues: queues.map((row) => ({
      name: text(row["name"]),
      type: text(row["type"]),
      members: texts(row["members"]),
      ...count(row["messages"]),
    })),
    policies: policies.map((row) => ({
      name: text(row["name"]),
      pattern: text(row["pattern"]),
      priority: Number(row["priority"]),
      definition: definition(row["definition"]),
      appliesTo: text(row["apply-to"]),
    })),
    ...(isRow(exchange) ? { exchangeType: text(exchange["type"]) } : {}),
    bindings: bindings.map((row) => ({
      destination: text(row["destination"]),
      type: row["destination_type"] === "exchange" ? "exchange" : "queue",
      key: text(row["properties_key"]),
    })),
  };
}

type Row = Readonly<Record<string, unknown>>;

async function rows(broker: BrokerApi, path: string): Promise<Row[]> {
  const answer = await broker.get(path);
  return Array.isArray(answer) ? answer : [];
}

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null;
const count = (value: unknown) => (typeof value === "number" ? { items: value } : {});
const text = (value: unknown) => (typeof value === "string" ? value : "");
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String).filter((one) => one !== "") : []);

function definition(value: unknown): Record<string, string | number> {
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, typeof one === "number" ? one : String(one)]))
    : {};
}
