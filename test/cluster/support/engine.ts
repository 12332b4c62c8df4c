import { engine } from "../../../testing/swarm/stack";
import { runInTask } from "../../../testing/swarm/tasks";
import { stack } from "./cluster";

export { engine };

const ofStack = { filters: { label: [`com.docker.stack.namespace=${stack}`] } };

/** Lists the stack's services. */
export const services = () => engine.listServices(ofStack);

/** Lists the stack's networks. */
export const networks = () => engine.listNetworks(ofStack);

/** Lists the stack's configs. */
export const configs = () => engine.listConfigs(ofStack);

/** Lists the stack's running containers. */
export const containers = () =>
  engine.listContainers({ filters: { label: [`com.docker.swarm.service.name`], name: [`^/${stack}_`] } });

/** Runs a command in a running task of a service and returns its standard output. */
export const inTask = (service: string, ...command: string[]) => runInTask(stack, service, command);

/** Runs SQL as superuser on a database member, without the pooler. Returns what psql prints, unaligned. */
export const sqlOn = async (member: string, statement: string, database = "postgres"): Promise<string> =>
  (await inTask(member, "psql", "-h", "/run/postgresql", "-d", database, "-Atc", statement)).trim();
