import type { Resource } from "../bridge/bridge";
import { network } from "./network";
import { secretResource } from "./secret";
import { service } from "./service";
import { serviceConfig } from "./serviceConfig";

/** The resource types that this project's components declare. */
export const resources: readonly Resource[] = [network, secretResource, service, serviceConfig];
