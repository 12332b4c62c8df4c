import type { Policy } from "../policy";
import { backups } from "./backups";
import { cacheLossLoad } from "./cacheLossLoad";
import { clientConnections } from "./clientConnections";
import { colocatedPrimaries } from "./colocatedPrimaries";
import { failoverDisk } from "./failoverDisk";
import { nMinusOneMemory } from "./nMinusOneMemory";
import { publisherConfirms } from "./publisherConfirms";
import { queueDrain } from "./queueDrain";
import { replica } from "./replica";
import { sharedDisk } from "./sharedDisk";
import { singlePointOfFailure } from "./singlePointOfFailure";
import { singleReplica } from "./singleReplica";
import { stopGrace } from "./stopGrace";
import { synchronous } from "./synchronous";
import { walVolume } from "./walVolume";
import { webCapacity } from "./webCapacity";
import { workerConnections } from "./workerConnections";
import { writeBudget } from "./writeBudget";

/**
 * Every built-in policy, in the order in which violations are reported. A new one is a file in this folder and a line
 * here.
 */
export const policies: readonly Policy[] = [
  writeBudget,
  queueDrain,
  workerConnections,
  clientConnections,
  stopGrace,
  publisherConfirms,
  singlePointOfFailure,
  nMinusOneMemory,
  webCapacity,
  singleReplica,
  cacheLossLoad,
  failoverDisk,
  sharedDisk,
  colocatedPrimaries,
  walVolume,
  replica,
  synchronous,
  backups,
];
