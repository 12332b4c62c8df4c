import { mebibytes, type Size } from "../declaration/units";
import type { ServicePlan, SystemPlan } from "../swarm/plan";
import type { CachePoolSpec } from "./spec";

const port = 11_211;
/** More than all processes of the application together open; a connection costs some KiB once it is used. */
const connections = 4_096;

export interface CachePoolPlan extends SystemPlan {
  /** `cache-1:11211`, ...: what clients hash keys over. */
  readonly servers: readonly string[];
}

/** A service for each server, so that each keeps its name, and with it its keys, whatever becomes of the others. */
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
    // Two servers of one name would each answer for a part of the keys.
    update: { order: "stop-first" },
  };
}

/** What a task takes besides items: hash table (a tenth, with small items) and connection buffers. */
function taskMemory(memory: Size): Size {
  return `${Math.ceil(mebibytes(memory) * 1.1) + 48} MiB`;
}
