import type { Provider } from "../bridge/provider";
import { randomProvider as framework } from "./framework";
import { randomId, randomInteger, randomUuid } from "./numbers";
import { randomPet } from "./pet";
import { randomPassword, randomString } from "./strings";

export const VERSION = "4.21.2";

export const randomProvider = (): Provider => framework(VERSION, [randomId, randomInteger, randomPassword, randomPet, randomString, randomUuid]);
