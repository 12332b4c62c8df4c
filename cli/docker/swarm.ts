import type Docker from "dockerode";
import * as z from "zod";

/** The engine sometimes writes an empty string for a missing value. */
const text = z
  .string()
  .transform((value) => (value === "" ? undefined : value))
  .optional();

/** Options are retained, because they mount a volume that is on a device. */
const mount = z.looseObject({
  Type: z.enum(["bind", "volume", "tmpfs"]),
  Source: z.string().default(""),
  Target: z.string(),
});
export type Mount = z.output<typeof mount>;

const service = z.object({
  ID: z.string(),
  Spec: z.object({
    Name: z.string(),
    Labels: z.record(z.string(), z.string()).nullish(),
    Mode: z.object({ Replicated: z.object({ Replicas: z.number().optional() }).optional() }),
    TaskTemplate: z.object({
      ContainerSpec: z.object({ Image: z.string(), Mounts: z.array(mount).nullish() }),
      Placement: z.object({ Constraints: z.array(z.string()).nullish() }).nullish(),
    }),
  }),
  UpdateStatus: z.object({ State: z.string().optional(), Message: z.string().optional() }).nullish(),
});
export type Service = z.output<typeof service>;

const task = z.object({
  ID: z.string(),
  CreatedAt: z.string(),
  ServiceID: z.string(),
  Slot: z.number().optional(),
  NodeID: z.string().optional(),
  DesiredState: z.string(),
  Status: z.object({
    State: z.string(),
    Message: text,
    Err: text,
    ContainerStatus: z.object({ ExitCode: z.number().optional() }).nullish(),
  }),
});
export type Task = z.output<typeof task>;

const node = z.object({
  ID: z.string(),
  Spec: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
  Description: z.object({ Hostname: z.string() }),
});
export type Node = z.output<typeof node>;

/** The services of a stack, their tasks including past ones, and all nodes of the swarm. */
export interface StackState {
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  readonly nodes: readonly Node[];
}

/** The label with the name of the stack. It is on every service, network, config and secret. */
export const stackLabel = "com.docker.stack.namespace";

/** A filter of the Docker API for the objects of a stack. */
export const stackFilter = (stack: string): string => JSON.stringify({ label: [`${stackLabel}=${stack}`] });

export async function readStack(docker: Docker, stack: string): Promise<StackState> {
  const filters = stackFilter(stack);
  const [services, tasks, nodes] = await Promise.all([
    docker.listServices({ filters }),
    docker.listTasks({ filters }),
    docker.listNodes(),
  ]);
  return {
    services: z.array(service).parse(services),
    tasks: z.array(task).parse(tasks),
    nodes: z.array(node).parse(nodes),
  };
}

/** The message if no service of a stack runs. */
export const notRunning = (stack: string, host: string): string =>
  `${stack} does not run on the Docker engine at ${host}; run npm run up -- -s ${stack}.`;

/** Removes the stack from the name of a service or volume: `router` for `dev_router`. */
export const shortName = (stack: string, name: string): string =>
  name.startsWith(`${stack}_`) ? name.slice(stack.length + 1) : name;
