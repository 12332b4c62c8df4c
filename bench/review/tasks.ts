import Docker from "dockerode";
import { readStack, shortName } from "../../cli/docker/swarm";
import { stack } from "./predict";

const engine = new Docker();

/** What the engine has of a service. */
export interface Running {
  /** Ids of its tasks that run. */
  readonly tasks: ReadonlySet<string>;
  /** Whether it keeps data in a volume. */
  readonly keeps: boolean;
  /** Reconcilers and what makes backups serve nobody: a live change may restart them. */
  readonly serves: boolean;
}

/** By the name of the service. */
export type Services = ReadonlyMap<string, Running>;

export async function runningServices(): Promise<Services> {
  const { services, tasks } = await readStack(engine, stack);
  const runs = tasks.filter(({ DesiredState, Status }) => DesiredState === "running" && Status.State === "running");
  return new Map(
    services.map(({ ID, Spec }) => {
      const { Image, Mounts } = Spec.TaskTemplate.ContainerSpec;
      const running = {
        tasks: new Set(runs.filter((task) => task.ServiceID === ID).map((task) => task.ID)),
        keeps: (Mounts ?? []).some(({ Type }) => Type === "volume"),
        serves: !/\/(reconciler|backup)@/.test(Image),
      };
      return [shortName(stack, Spec.Name), running];
    }),
  );
}

/** Services of which a task has gone and another has come. One that only has more tasks, or fewer, did not restart. */
export const restarted = (before: Services, after: Services): string[] =>
  [...after].flatMap(([service, { tasks: now }]) => {
    const old = before.get(service)?.tasks ?? new Set<string>();
    return [...old].some((id) => !now.has(id)) && [...now].some((id) => !old.has(id)) ? [service] : [];
  });

/** Services that kept data in a volume, and are no longer there: nobody serves it. */
export const leftData = (before: Services, after: Services): string[] =>
  [...before].flatMap(([service, { keeps }]) => (keeps && !after.has(service) ? [service] : []));
