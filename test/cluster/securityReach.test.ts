import { systemsOf } from "../../components/cluster/plan";
import { networksOf } from "../../components/swarm/networks";
import dev from "../../stacks/dev";
import { planDeclaration } from "../../stacks/plan";
import { runInTask } from "../../testing/swarm/tasks";
import { stack } from "./support/cluster";
import { containers, engine } from "./support/engine";

jest.setTimeout(600_000);

/** A running container, with its address on each network of the stack. */
interface Reachable {
  readonly service: string;
  readonly addresses: Readonly<Record<string, string>>;
}

const label = "com.docker.swarm.service.name";

async function running(): Promise<Reachable[]> {
  return Promise.all(
    (await containers()).map(async ({ Id, Labels }) => {
      const { NetworkSettings } = await engine.getContainer(Id).inspect();
      const own = Object.entries(NetworkSettings.Networks).filter(([network]) => network.startsWith(`${stack}_`));
      return {
        service: (Labels[label] ?? "").slice(stack.length + 1),
        addresses: Object.fromEntries(own.map(([network, at]) => [network.slice(stack.length + 1), at.IPAddress])),
      };
    }),
  );
}

const planned = systemsOf(planDeclaration(dev)).flatMap(({ services }) => services);

test("every container is connected to the networks of its plan, which docs/security.md lists, and to no other", async () => {
  const expected = new Map(planned.map((service) => [service.name, [...networksOf(service)].sort()]));
  for (const { service, addresses } of await running())
    expect({ service, networks: Object.keys(addresses).sort() }).toEqual({ service, networks: expected.get(service) });
});

/** Prints the given addresses at which one of the given ports accepts a connection. All at a time, 2 s each. */
const connect = `
for address in $1; do
  for port in $2; do
    (timeout 2 bash -c "exec 3<>/dev/tcp/$address/$port" 2>/dev/null && echo "$address:$port") &
  done
  wait
done
exit 0
`;

/**
 * A port on which no service listens. If it accepts, the packets did not reach the container: they took the route out of
 * the cluster, and a proxy there accepts every connection.
 */
const unused = 9;
/** Ports on which a service of the cluster listens for others. */
const ports = [unused, 2379, 2380, 4369, 5432, 5672, 6432, 8000, 8008, 8080, 8404, 9101, 9102, 11_211, 15_672, 25_672];

async function reachFrom(service: string, addresses: readonly string[]): Promise<string[]> {
  const command = ["bash", "-c", connect, "connect", addresses.join(" "), ports.join(" ")];
  const found = (await runInTask(stack, service, command)).split("\n").filter(Boolean);
  const proxied = new Set(found.filter((at) => at.endsWith(`:${unused}`)).map((at) => at.split(":")[0]));
  return found.filter((at) => !proxied.has(at.split(":")[0]));
}

test("no container reaches another with which it shares no network, by any of its addresses", async () => {
  const all = await running();
  const services = [...new Map(all.map((one) => [one.service, one])).values()];
  let tried = 0;
  const reached: string[] = [];
  for (const { service, addresses } of services) {
    const strange = all.flatMap((other) =>
      Object.entries(other.addresses)
        .filter(([network]) => !(network in addresses))
        .map(([, address]) => address),
    );
    tried += strange.length;
    reached.push(...(await reachFrom(service, strange)).map((address) => `${service} reaches ${address}`));
  }
  expect(reached).toEqual([]);
  expect(tried).toBeGreaterThan(100);
});

test("web tiers reach the pooler, the brokers and the cache, so that the test above would see a connection", async () => {
  const all = await running();
  const evented = all.find(({ service }) => service === "evented");
  const shared = all
    .filter(({ service }) => ["content-pooler", "queue-app-1", "cache-1"].includes(service))
    .flatMap(({ addresses }) => Object.entries(addresses))
    .filter(([network]) => evented !== undefined && network in evented.addresses)
    .map(([, address]) => address);
  const found = await reachFrom("evented", shared);
  expect(new Set(found.map((address) => Number(address.split(":")[1])))).toEqual(
    // The brokers' Erlang ports and API, and the pooler's statistics: docs/security.md says so.
    new Set([4369, 5672, 6432, 8404, 11_211, 15_672, 25_672]),
  );
});
