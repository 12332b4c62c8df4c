import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ContainerInfo } from "dockerode";
import { cluster, stack } from "./support/cluster";
import { configs, containers, engine, inTask, networks, services } from "./support/engine";
import { acceptedEvent, unique, untilDone } from "./support/queue";

jest.setTimeout(120_000);

/** Ports on which services listen inside the cluster's networks. */
const innerPorts = [
  2379, 2380, 4369, 5432, 5433, 5672, 6432, 8000, 8008, 8404, 9101, 9102, 11_211, 15_672, 15_692, 25_672,
];

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection({ host, port, timeout: 1_000 });
    const end = (open: boolean) => {
      socket.destroy();
      done(open);
    };
    socket
      .on("connect", () => end(true))
      .on("timeout", () => end(false))
      .on("error", () => end(false));
  });
}

test("only the edge's port is open on this machine", async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((all = []) =>
    all.filter(({ family }) => family === "IPv4").map(({ address }) => address),
  );
  expect(addresses).toContain("127.0.0.1");
  const candidates = addresses.flatMap((address) => innerPorts.map((port) => ({ address, port })));
  const open = await Promise.all(candidates.map(({ address, port }) => listens(address, port)));
  expect(candidates.filter((_, index) => open[index])).toEqual([]);
  expect(await listens("127.0.0.1", cluster.port)).toBe(true);

  const published = (await services()).flatMap(({ Spec, Endpoint }) =>
    (Endpoint?.Spec?.Ports ?? []).map(({ PublishedPort, TargetPort, PublishMode }) => [
      Spec?.Name,
      PublishedPort,
      TargetPort,
      PublishMode,
    ]),
  );
  expect(published).toEqual([[`${stack}_edge`, cluster.port, 8080, "host"]]);
});

test("all networks except the edge's are internal", async () => {
  const all = await networks();
  expect(all.length).toBeGreaterThan(8);
  expect(all.filter(({ Internal }) => !Internal).map(({ Name }) => Name)).toEqual([`${stack}_edge`]);
});

test("containers run as non-root users of their own, with a read-only root and without capabilities", async () => {
  const running = await containers();
  expect(running.length).toBeGreaterThan(20);
  const found = await Promise.all(running.map(confinement));
  expect(found).toEqual(
    found.map(({ name }) => ({
      name,
      user: expect.stringMatching(/^100\d\d(:100\d\d)?$/),
      processUsers: expect.not.arrayContaining(["root"]),
      readOnly: true,
      dropped: ["ALL"],
      added: [],
      privileged: false,
    })),
  );
});

async function confinement({ Id, Names }: ContainerInfo) {
  const container = engine.getContainer(Id);
  const { HostConfig, Config } = await container.inspect();
  const { Titles, Processes } = (await container.top()) as { Titles: string[]; Processes: string[][] };
  const users = new Set(Processes.map((process) => process[Titles.indexOf("UID")]));
  return {
    name: (Names[0] ?? "").replace(/^\//, ""),
    user: Config.User,
    processUsers: [...users].map((user) => (user === "0" ? "root" : user)),
    readOnly: HostConfig.ReadonlyRootfs,
    dropped: HostConfig.CapDrop,
    added: HostConfig.CapAdd ?? [],
    privileged: HostConfig.Privileged,
  };
}

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

test("services, containers, configs and the state file contain no password in plain text", async () => {
  const passwords = generatedPasswords();
  expect(passwords.length).toBeGreaterThan(15);
  const allConfigs = await configs();
  expect(allConfigs.length).toBeGreaterThan(10);
  const texts: Record<string, string> = {
    services: JSON.stringify(await services()),
    containers: JSON.stringify(
      await Promise.all((await containers()).map(({ Id }) => engine.getContainer(Id).inspect())),
    ),
    configs: allConfigs.map(({ Spec }) => Buffer.from(Spec?.Data ?? "", "base64").toString()).join("\n"),
    state: stateFiles(join(cluster.folder, ".state")).join("\n"),
  };
  const leaks = Object.entries(texts).flatMap(([place, text]) =>
    passwords
      .filter(({ value }) => text.includes(value) || text.includes(Buffer.from(value).toString("base64")))
      .map(({ name }) => `${name} in ${place}`),
  );
  expect(leaks).toEqual([]);
});

/** Returns every generated password, decrypted with the stack's passphrase. */
function generatedPasswords(): { name: string; value: string }[] {
  const text = execFileSync("pulumi", ["stack", "export", "--stack", stack, "--show-secrets"], {
    cwd: join(cluster.folder, ".state", "project"),
    env: {
      ...process.env,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(cluster.folder, ".state", "passphrase"),
      PULUMI_BACKEND_URL: pathToFileURL(join(cluster.folder, ".state")).href,
    },
    maxBuffer: 64 * 2 ** 20,
    encoding: "utf8",
  });
  const state = JSON.parse(text) as {
    deployment: { resources: { type: string; urn: string; outputs?: { result?: { plaintext: string } } }[] };
  };
  return state.deployment.resources
    .filter(({ type }) => type === "random:index/randomPassword:RandomPassword")
    .map(({ urn, outputs }) => ({
      name: urn.split("::").at(-1) ?? urn,
      value: JSON.parse(outputs?.result?.plaintext ?? '""') as string,
    }));
}

function stateFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.includes(".json"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}
