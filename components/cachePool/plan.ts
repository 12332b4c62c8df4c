import { mebibytes, type Size } from "../declaration/units";
import type { ServicePlan, SystemPlan } from "../swarm/plan";
import type { CachePoolSpec } from "./spec";

const port = 11_211;
/** More than all processes of the application open together. A connection takes a few KiB once it is used. */
const connections = 4_096;

export interface CachePoolPlan extends SystemPlan {
  /** Addresses of the servers, in the order in which clients hash over them: `cache-1:11211`. */
  readonly servers: readonly string[];
}

/**
 * One service per server, so that each server keeps its name, and thereby its keys, when others are added or removed.
 */
export function planCachePool({ instances, memory }: CachePoolSpec): CachePoolPlan {
  const names = Array.from({ length: instances }, (_, index) => `cache-${index + 1}`);
  return {
    configs: [],
    secrets: [],
    services: names.map((name) => server(name, memory)),
    servers: names.map((name) => `${name}:${port}`),
  };
}

function server(name: string, memory: Size): ServicePlan {
  return {
    name,
    image: "memcached",
    args: [`--memory-limit=${mebibytes(memory)}`, `--conn-limit=${connections}`, "--threads=2"],
    replicas: 1,
    placement: { role: "cache" },
    networks: ["cache"],
    memory: taskMemory(memory),
    health: { timeout: "2 s", retries: 3, startPeriod: "10 s" },
    // Two servers with one name would each hold a part of its keys.
    update: { order: "stop-first" },
  };
}

/** Memory of a task: the items, a tenth more for the hash table with small items, and connection buffers. */
function taskMemory(memory: Size): Size {
  return `${Math.ceil(mebibytes(memory) * 1.1) + 48} MiB`;
}
