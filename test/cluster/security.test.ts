import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ContainerInfo } from "dockerode";
import { cluster, stack } from "./support/cluster";
import { configs, containers, engine, networks, services } from "./support/engine";

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
