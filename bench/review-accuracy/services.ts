import { engine, readStack, shortName } from "../../testing/swarm/stack";
import { stack } from "./predict";

interface RunningService {
  /** IDs of its running tasks. */
  readonly tasks: ReadonlySet<string>;
  /** Whether it has data in a volume. */
  readonly hasData: boolean;
  /** Whether it handles requests or jobs. Reconcilers and backups do not: a live change may restart them. */
  readonly serving: boolean;
}

/** Running services by name. */
export type Services = ReadonlyMap<string, RunningService>;

export async function runningServices(): Promise<Services> {
  const { services, tasks } = await readStack(engine, stack);
  const running = tasks.filter(({ DesiredState, Status }) => DesiredState === "running" && Status.State === "running");
  return new Map(
    services.map(({ ID, Spec }) => {
      const { Image, Mounts } = Spec.TaskTemplate.ContainerSpec;
      const service = {
        tasks: new Set(running.filter((task) => task.ServiceID === ID).map((task) => task.ID)),
        hasData: (Mounts ?? []).some(({ Type }) => Type === "volume"),
        serving: !/\/(reconciler|backup)@/.test(Image),
      };
      return [shortName(stack, Spec.Name), service];
    }),
  );
}

/** Returns the services of which a task was replaced. A service that was only scaled did not restart. */
export const restarted = (before: Services, after: Services): string[] =>
  [...after].flatMap(([service, { tasks: now }]) => {
    const old = before.get(service)?.tasks ?? new Set<string>();
    return [...old].some((id) => !now.has(id)) && [...now].some((id) => !old.has(id)) ? [service] : [];
  });

/** Returns the removed services that had data in a volume. */
export const removedWithData = (before: Services, after: Services): string[] =>
  [...before].flatMap(([service, { hasData }]) => (hasData && !after.has(service) ? [service] : []));
