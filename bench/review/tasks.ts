import Docker from "dockerode";
import { readStack, shortName } from "../../cli/swarm";
import { stack } from "./predict";

const engine = new Docker();

/** The ids of the tasks that run, by the name of their service. */
export type Tasks = ReadonlyMap<string, ReadonlySet<string>>;

export async function runningTasks(): Promise<Tasks> {
  const { services, tasks } = await readStack(engine, stack);
  const runs = tasks.filter(({ DesiredState, Status }) => DesiredState === "running" && Status.State === "running");
  return new Map(
    services.map(({ ID, Spec }) => [shortName(stack, Spec.Name), new Set(runs.filter((task) => task.ServiceID === ID).map((task) => task.ID))]),
  );
}

/** Services of which a task has gone and another has come. One that only has more tasks, or fewer, did not restart. */
export const restarted = (before: Tasks, after: Tasks): string[] =>
  [...after].flatMap(([service, now]) => {
    const old = before.get(service) ?? new Set<string>();
    const [gone, come] = [[...old].filter((id) => !now.has(id)), [...now].filter((id) => !old.has(id))];
    return gone.length > 0 && come.length > 0 ? [service] : [];
  });
