import type { Resource } from "../bridge/bridge";
import { network } from "./network";
import { secretResource } from "./secret";
import { service } from "./service";
import { serviceConfig } from "./serviceConfig";
import { volume } from "./volume";

export const resources: readonly Resource[] = [network, secretResource, service, serviceConfig, volume];
