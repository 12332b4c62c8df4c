import type { Provider } from "../bridge/provider";
import { frameworkProvider } from "./framework";
import { randomId } from "./randomId";
import { randomPassword } from "./randomPassword";

/** The official version that this stands in for. */
export const VERSION = "4.21.2";

export const randomProvider = (): Provider => frameworkProvider(VERSION, [randomId, randomPassword]);
