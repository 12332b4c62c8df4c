import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cluster, stack } from "./support/cluster";
import { containers, engine, networks, services } from "./support/engine";

jest.setTimeout(120_000);

/** Ports that something in the cluster listens on, inside its networks. */
const innerPorts = [
  2379, 2380, 4369, 5432, 5433, 5672, 6432, 8000, 8008, 8404, 9101, 9102, 11_211, 15_672, 15_692, 25_672,
];

/** Containers that may write to their root, or hold a capability, with the reason. There is none. */
const exceptions: Readonly<Record<string, string>> = {};

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

test("from outside only the edge's port answers", async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((one) =>
    (one ?? []).filter(({ family }) => family === "IPv4").map(({ address }) => address),
  );
  for (const address of addresses) {
    const open = await Promise.all(innerPorts.map(async (port) => ((await listens(address, port)) ? [port] : [])));
    expect({ address, open: open.flat() }).toEqual({ address, open: [] });
  }
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

test("no network but the edge's has a way out", async () => {
  const own = await networks();
  expect(own.length).toBeGreaterThan(8);
  expect(own.filter(({ Internal }) => !Internal).map(({ Name }) => Name)).toEqual([`${stack}_edge`]);
});

test("containers run as users of their own, with a read-only root, without a capability", async () => {
  const running = await containers();
  expect(running.length).toBeGreaterThan(20);
  for (const { Id, Names } of running) {
    const name = (Names[0] ?? "").replace(/^\//, "").split(".")[0] ?? "";
    if (name in exceptions) continue;
    const container = engine.getContainer(Id);
    const { HostConfig, Config } = await container.inspect();
    const { Titles, Processes } = (await container.top()) as { Titles: string[]; Processes: string[][] };
    const users = new Set(Processes.map((process) => process[Titles.indexOf("UID")]));
    expect({
      name,
      readOnly: HostConfig.ReadonlyRootfs,
      dropped: HostConfig.CapDrop,
      added: HostConfig.CapAdd ?? [],
      privileged: HostConfig.Privileged,
    }).toEqual({
      name,
      readOnly: true,
      dropped: ["ALL"],
      added: [],
      privileged: false,
    });
    expect({ name, user: Config.User }).toEqual({ name, user: expect.stringMatching(/^100\d\d(:100\d\d)?$/) });
    expect({ name, root: users.has("root") || users.has("0") }).toEqual({ name, root: false });
  }
});

test("no password stands in services, containers, configs or plain state", async () => {
  const passwords = generatedPasswords();
  expect(passwords.length).toBeGreaterThan(15);
  const configs = await engine.listConfigs({ filters: { label: [`com.docker.stack.namespace=${stack}`] } });
  const places: Record<string, string> = {
    services: JSON.stringify(await services()),
    containers: JSON.stringify(
      await Promise.all((await containers()).map(({ Id }) => engine.getContainer(Id).inspect())),
    ),
    configs: configs.map(({ Spec }) => Buffer.from(Spec?.Data ?? "", "base64").toString()).join("\n"),
    state: stateFiles(join(cluster.folder, ".state")).join("\n"),
  };
  expect(configs.length).toBeGreaterThan(10);
  for (const [place, text] of Object.entries(places)) {
    const found = passwords.filter(
      ({ value }) => text.includes(value) || text.includes(Buffer.from(value).toString("base64")),
    );
    expect({ place, found: found.map(({ name }) => name) }).toEqual({ place, found: [] });
  }
});

/** Every generated password, decrypted as only who has the passphrase can. */
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
