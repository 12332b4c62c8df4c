import type { Provider } from "../bridge/provider";
import { versions } from "../versions";
import { frameworkProvider } from "./framework";
import { randomId } from "./randomId";
import { randomPassword } from "./randomPassword";

export const randomProvider = (): Provider => frameworkProvider(versions.random, [randomId, randomPassword]);
