import { clientConnections } from "./clientConnections";
import { confirms } from "./confirms";
import type { Policy } from "./policy";
import { queueDrain } from "./queueDrain";
import { stopGrace } from "./stopGrace";
import { workerConnections } from "./workerConnections";
import { writeBudget } from "./writeBudget";

/** Every policy, in the order in which violations are reported. A new one is a file beside these, and a line here. */
export const policies: readonly Policy[] = [writeBudget, queueDrain, workerConnections, clientConnections, stopGrace, confirms];
