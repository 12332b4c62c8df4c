import type Docker from "dockerode";
import * as z from "zod";

/** The engine writes "nothing" as an empty text at times. */
const text = z
  .string()
  .transform((value) => (value === "" ? undefined : value))
  .optional();

/** With its options as they are: a volume on a device is mounted by them. */
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

/** What the engine says of a stack: its services, their tasks (past ones too), and all machines. */
export interface StackState {
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  readonly nodes: readonly Node[];
}

export async function readStack(docker: Docker, stack: string): Promise<StackState> {
  const filters = JSON.stringify({ label: [`com.docker.stack.namespace=${stack}`] });
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

/** `router` of the engine's `dev_router`. */
export const shortName = (stack: string, name: string): string =>
  name.startsWith(`${stack}_`) ? name.slice(stack.length + 1) : name;
