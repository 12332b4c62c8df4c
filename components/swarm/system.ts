import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { fileArgs } from "./objects";
import type { SecretPlan, ServicePlan, SystemPlan } from "./plan";
import type { Files, Platform } from "./platform";
import { split } from "./secretTemplate";
import { serviceArgs } from "./service";

type TypeToken = `apture:${string}:${string}`;

/** Arguments of a component that is made of one plan. */
export interface SystemArgs<Plan extends SystemPlan = SystemPlan> {
  /** The configs, secrets and services to create. The plan is complete: a component makes no decisions. */
  readonly plan: Plan;
  /** Images, networks and secrets of the stack. */
  readonly platform: Platform;
}

/** Arguments of a component whose services mount files of another component. */
export interface LinkedSystemArgs<Plan extends SystemPlan = SystemPlan> extends SystemArgs<Plan> {
  readonly application: { readonly files: Files };
}

/**
 * What a component registers as its inputs: the capacity of each service, so that a preview shows a change of it in one
 * place.
 */
export interface SystemInputs {
  readonly services: Readonly<Record<string, ServiceCapacity>>;
}

export type ServiceCapacity = Pick<ServicePlan, "replicas" | "memory" | "cpus" | "placement">;

interface SystemType {
  readonly type: TypeToken;
  /**
   * The type token under which earlier versions registered the component. Existing stacks are migrated, not replaced.
   */
  readonly formerType?: TypeToken;
}

/**
 * A part of the cluster: the resources of one SystemPlan. Pulumi names the configs and secrets, so that new content
 * makes a new object: it is created first, then the services move to it, then the old object is deleted.
 */
export abstract class SwarmSystem extends pulumi.ComponentResource {
  /** The configs and secrets of this system, for systems that mount them too. */
  readonly files: Files;
  readonly services: ReadonlyMap<string, docker.Service>;

  /** @param linked files of another system that the services of this one mount */
  protected constructor(
    { type, formerType }: SystemType,
    name: string,
    { plan, platform }: SystemArgs,
    opts: pulumi.ComponentResourceOptions | undefined,
    linked: Files = new Map(),
  ) {
    const aliases = formerType === undefined ? [] : [{ type: formerType }];
    super(type, name, inputsOf(plan), pulumi.mergeOptions(opts, { aliases }));
    const child = { parent: this };
    const { stack } = platform;
    const own = new Map<string, docker.ServiceConfig | docker.Secret>();
    for (const config of plan.configs) {
      own.set(config.name, new docker.ServiceConfig(config.name, fileArgs(base64(config.content), stack), child));
    }
    for (const secret of plan.secrets) {
      own.set(secret.name, new docker.Secret(secret.name, fileArgs(filled(secret, platform), stack), child));
    }
    this.files = own;
    const files: Files = new Map([...linked, ...own]);
    const services = new Map<string, docker.Service>();
    for (const service of plan.services) {
      const dependsOn = (service.after ?? []).flatMap((before) => services.get(before) ?? []);
      services.set(
        service.name,
        new docker.Service(service.name, serviceArgs(service, platform, files, type), { ...child, dependsOn }),
      );
    }
    this.services = services;
  }
}

function inputsOf({ services }: SystemPlan): SystemInputs {
  return {
    services: Object.fromEntries(
      services.map(({ name, replicas, memory, cpus, placement }) => [
        name,
        { replicas, memory, placement, ...(cpus === undefined ? {} : { cpus }) },
      ]),
    ),
  };
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

function filled({ name, template }: SecretPlan, { secrets }: Platform): pulumi.Output<string> {
  const parts = split(template).map((part, index) => {
    if (index % 2 === 0) return part;
    const secret = secrets[part];
    if (secret === undefined) throw new Error(`internal error: secret ${name} uses ${part}, which does not exist`);
    return secret;
  });
  return pulumi.secret(pulumi.all(parts).apply((resolved) => base64(resolved.join(""))));
}
