import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ClusterPlan, planCluster, systemsOf } from "../../../components/cluster/plan";
import { networksOf, openNetworks } from "../../../components/swarm/networks";
import type { ServicePlan } from "../../../components/swarm/plan";
import { placeholders } from "../../../components/swarm/secretTemplate";
import dev from "../../../stacks/dev";
import production from "../../../stacks/production";
import { root } from "./documents";

/** The rights of one kind of service. */
interface Rights {
  readonly networks: readonly string[];
  /** Generated passwords, private keys, and secrets of the stack's configuration. */
  readonly secrets: readonly string[];
}

const today = "2026-11-23";
const s3 = { bucket: "backups", region: "eu-central-1", endpoint: "s3.example.com" };
/** A database that is restored from the backups of another one, with backups in an object store. */
const restored = {
  ...production,
  databases: {
    ...production.databases,
    content: { ...production.databases.content, backups: { machine: "backup-1", s3 } },
    copy: { primary: "db-3", restoreFrom: { database: "views", to: "latest" }, connections: 20 },
  },
};
const plans = [dev, production, restored].map((declaration) => planCluster(declaration, { today }));

/** Rewrites a name of a plan to the form of the table: `content-db-1` to `<database>-<machine>`. */
function general(name: string, { machines, databases, web }: ClusterPlan, own?: string): string {
  const machineNames = machines.map((machine) => machine.name);
  const withMachine = (start: string, rest: string) => `${start}-${machineNames.includes(rest) ? "<machine>" : rest}`;
  for (const { endpoint } of databases) {
    const rest = name.slice(endpoint.name.length + 1);
    if (!name.startsWith(`${endpoint.name}-`)) continue;
    const owner = own !== undefined && !own.startsWith(`${endpoint.name}-`) && isMember(own, databases);
    return withMachine(
      owner ? "<source>" : "<database>",
      rest.replace(/^(.*)(\.key)$/, (_, host, end) => `${machineNames.includes(host) ? "<machine>" : host}${end}`),
    );
  }
  if (web.some((tier) => tier.name === name)) return "<tier>";
  if (/^cache-\d+$/.test(name)) return "cache-<n>";
  const [, start = "", rest = ""] = /^(etcd|queue)-(.+)$/.exec(name) ?? [];
  return start === "" ? name : withMachine(start, rest);
}

const isMember = (service: string, databases: ClusterPlan["databases"]) =>
  databases.some(({ endpoint }) => service.startsWith(`${endpoint.name}-`));

/** The secrets in the files that a service mounts. Certificates are public. */
function secretsOf(service: ServicePlan, plan: ClusterPlan): string[] {
  const files = new Map(systemsOf(plan).flatMap(({ secrets }) => secrets.map((file) => [file.name, file.template])));
  return (service.secrets ?? [])
    .flatMap(({ from }) => placeholders(files.get(from) ?? ""))
    .filter((name) => !name.endsWith(".crt"));
}

function planned(): Map<string, Rights> {
  const all = new Map<string, { networks: Set<string>; secrets: Set<string> }>();
  for (const plan of plans) {
    for (const service of systemsOf(plan).flatMap(({ services }) => services)) {
      const name = general(service.name, plan);
      const rights = all.get(name) ?? { networks: new Set(), secrets: new Set() };
      for (const network of networksOf(service)) rights.networks.add(general(network, plan, service.name));
      for (const secret of secretsOf(service, plan)) rights.secrets.add(general(secret, plan));
      all.set(name, rights);
    }
  }
  const sorted = ({ networks, secrets }: { networks: Set<string>; secrets: Set<string> }) => ({
    networks: [...networks].sort(),
    secrets: [...secrets].sort(),
  });
  return new Map([...all].map(([name, rights]) => [name, sorted(rights)]));
}

const text = readFileSync(join(root, "docs/security.md"), "utf8");

/** The rows of the table under a heading, each as the cells without the first and the last border. */
function table(heading: string): string[][] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const rows = [...section.matchAll(/^\| (.*) \|$/gm)].map(([, row = ""]) => row.split("|").map((cell) => cell.trim()));
  return rows.slice(2);
}

const names = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name).sort();

const documented = new Map<string, Rights>(
  table("Parts").map(([part = "", networks, secrets]) => [
    part.replaceAll("`", ""),
    { networks: names(networks), secrets: names(secrets) },
  ]),
);

test("docs/security.md lists the networks and secrets of every service, and nothing else", () => {
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(planned()));
});

test("docs/security.md says of every service what an attacker who controls it has", () => {
  expect(table("Parts").filter(([, , , attacker = ""]) => attacker.length < 5)).toEqual([]);
});

test("docs/security.md lists the networks with a route out of the cluster", () => {
  expect(text).toContain(
    `All networks except ${openNetworks.map((network) => `\`${network}\``).join(" and ")} are internal`,
  );
});

test("docs/security.md lists the users of the queue with their permissions", () => {
  const { desired } = plans[0]?.queue ?? {};
  const granted = (pattern = "") =>
    ({
      "^$": "nothing",
      "^jobs$": "jobs",
      "^amq\\.default$": "any queue",
      "^jobs\\.dead$": "jobs.dead",
    })[pattern];
  const rows = table("Users of the queue").map(([user, , write = "", read = ""]) => ({
    user: names(user)[0],
    write: names(write)[0] ?? write.replace(/,.*/, ""),
    read: names(read)[0] ?? read,
  }));
  expect(rows).toEqual([
    ...(desired?.users ?? []).map(({ name, write, read }) => ({
      user: name,
      write: granted(write),
      read: granted(read),
    })),
    { user: desired?.admin, write: "everything", read: "everything" },
  ]);
  expect(desired?.users.map(({ configure }) => configure)).toEqual(desired?.users.map(() => "^$"));
});
