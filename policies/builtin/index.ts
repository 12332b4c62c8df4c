import type { Policy } from "../policy";
import { backups } from "./backups";
import { cacheLost } from "./cacheLossLoad";
import { clientConnections } from "./clientConnections";
import { primariesTogether } from "./colocatedPrimaries";
import { failoverDisk } from "./failoverDisk";
import { machineLost } from "./nMinusOneMemory";
import { confirms } from "./publisherConfirms";
import { queueDrain } from "./queueDrain";
import { replica } from "./replica";
import { sharedDisk } from "./sharedDisk";
import { oneMachine } from "./singlePointOfFailure";
import { oneTask } from "./singleReplica";
import { stopGrace } from "./stopGrace";
import { synchronous } from "./synchronous";
import { walVolume } from "./walVolume";
import { webCapacity } from "./webCapacity";
import { workerConnections } from "./workerConnections";
import { writeBudget } from "./writeBudget";

/** Every policy, in the order in which violations are reported. A new one is a file beside these, and a line here. */
export const policies: readonly Policy[] = [
  writeBudget,
  queueDrain,
  workerConnections,
  clientConnections,
  stopGrace,
  confirms,
  oneMachine,
  machineLost,
  webCapacity,
  oneTask,
  cacheLost,
  failoverDisk,
  sharedDisk,
  primariesTogether,
  walVolume,
  replica,
  synchronous,
  backups,
];
