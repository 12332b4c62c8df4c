import { inTask } from "./support/engine";
import { acceptedEvent, unique, untilDone } from "./support/queue";

jest.setTimeout(120_000);

/**
 * Logs in to a broker with the files of the task in which it runs, tries each operation on a channel of its own, and
 * prints those that the broker refuses, and those that it does not.
 */
const tryAtBroker = `
import json, sys
import amqp
queue = json.load(open("/etc/apture/settings.json"))["queue"]
password = json.load(open("/run/secrets/app.json"))["queue"]
connection = amqp.Connection(f"{queue['brokers'][0]}:5672", queue["user"], password)
connection.connect()
job = amqp.Message("not a job")
operations = {
    "publish to the exchange": lambda channel: channel.basic_publish_confirm(job, "jobs", mandatory=False),
    "publish to the queue": lambda channel: channel.basic_publish_confirm(job, "", "jobs"),
    "publish to the dead letters": lambda channel: channel.basic_publish_confirm(job, "", "jobs.dead"),
    "read the queue": lambda channel: channel.basic_get("jobs"),
    "read the dead letters": lambda channel: channel.basic_get("jobs.dead"),
    "purge the queue": lambda channel: channel.queue_purge("jobs"),
    "purge the dead letters": lambda channel: channel.queue_purge("jobs.dead"),
    "unbind the queue": lambda channel: channel.queue_unbind("jobs", "jobs", "jobs"),
    "bind a queue": lambda channel: channel.queue_bind("jobs.dead", "jobs"),
    "delete the queue": lambda channel: channel.queue_delete("jobs"),
    "declare a queue": lambda channel: channel.queue_declare("mine"),
    "delete the exchange": lambda channel: channel.exchange_delete("jobs"),
    "declare an exchange": lambda channel: channel.exchange_declare("mine", "fanout"),
}
found = {"allowed": [], "refused": []}
for name in sys.argv[1].split(","):
    try:
        # Closing the channel returns what it has read.
        with connection.channel() as channel:
            operations[name](channel)
        found["allowed"].append(name)
    except amqp.exceptions.AccessRefused:
        found["refused"].append(name)
print(json.dumps(found))
`;

const atBroker = async (service: string, operations: readonly string[]) =>
  JSON.parse(await inTask(service, "python3", "-c", tryAtBroker, operations.join(","))) as unknown;

const changes = [
  "publish to the queue",
  "publish to the dead letters",
  "read the dead letters",
  "purge the dead letters",
  "unbind the queue",
  "bind a queue",
  "delete the queue",
  "declare a queue",
  "delete the exchange",
  "declare an exchange",
];

test.each(["evented", "apache"])("%s may publish to the exchange of jobs and do nothing else", async (tier) => {
  const refused = ["read the queue", "purge the queue", ...changes];
  expect(await atBroker(tier, refused)).toEqual({ allowed: [], refused });
  // What it publishes reaches a worker.
  await untilDone([await acceptedEvent(unique("rights"), "test")]);
});

test("the outbox's relay may do no more", async () => {
  const refused = ["read the queue", "purge the queue", ...changes];
  expect(await atBroker("outbox-relay", refused)).toEqual({ allowed: [], refused });
});

test("workers may read the queue of jobs, and neither publish nor change anything", async () => {
  const refused = ["publish to the exchange", ...changes];
  expect(await atBroker("workers", ["read the queue", ...refused])).toEqual({ allowed: ["read the queue"], refused });
});

test("the cache refuses commands that empty it or list its keys", async () => {
  const commands = ["flush_all", "stats cachedump 1 9", "lru_crawler metadump all", "watch fetchers", "shutdown"];
  const ask = `
import socket, sys
for command in sys.argv[1].split(","):
    with socket.create_connection(("cache-1", 11211), 5) as server:
        server.sendall(command.encode() + b"\\r\\n")
        print(server.recv(100).decode().split(" ")[0].split(":")[0].strip())
`;
  const answers = await inTask("evented", "python3", "-c", ask, commands.join(","));
  expect(answers.trim().split("\n")).toEqual(["CLIENT_ERROR", "CLIENT_ERROR", "ERROR", "CLIENT_ERROR", "ERROR"]);
});
