import type Docker from "dockerode";
import { stackLabel } from "./swarm";

const serviceLabel = "com.docker.swarm.service.name";

interface Service {
  readonly Spec?:
    | { readonly Name?: string | undefined; readonly Labels?: Readonly<Record<string, string>> | undefined }
    | undefined;
}
interface Container {
  readonly Labels: Readonly<Record<string, string>>;
}

/** A warning for tests and benchmarks about stacks that run on the same engine. */
export async function warnAboutOtherStacks(docker: Docker): Promise<void> {
  const [services, containers] = await Promise.all([docker.listServices(), docker.listContainers()]);
  const warning = otherStacks(services, containers);
  if (warning !== undefined) console.warn(warning);
}

/** Counts running containers by stack. Containers without a stack, such as the image registry, use few resources. */
export function otherStacks(services: readonly Service[], containers: readonly Container[]): string | undefined {
  const stackOf = new Map(services.map(({ Spec }) => [Spec?.Name, Spec?.Labels?.[stackLabel]]));
  const stacks = containers.flatMap(({ Labels }) => stackOf.get(Labels[serviceLabel]) ?? []);
  const counts = [...new Set(stacks)].sort().map((stack) => {
    const count = stacks.filter((one) => one === stack).length;
    return `${stack} (${count} ${count === 1 ? "container" : "containers"})`;
  });
  if (counts.length === 0) return undefined;
  return (
    `Other stacks run on this engine and share its CPU and disk: ${counts.join(", ")}. Remove them first with ` +
    "npm run down -- -s <stack>."
  );
}
