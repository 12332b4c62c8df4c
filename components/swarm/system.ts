import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SecretPlan, SystemPlan } from "./plan";
import { type Files, type Platform, stackLabel } from "./platform";
import { split } from "./secretTemplate";
import { serviceArgs } from "./service";

/**
 * A part of the cluster: the resources of one SystemPlan. Configs and secrets leave their name to Pulumi, so that a new content is
 * a new object, created before the services move to it and the old one is deleted.
 */
export abstract class SwarmSystem extends pulumi.ComponentResource {
  /** This system's configs and secrets, for systems that are linked to it. */
  readonly files: Files;
  readonly services: ReadonlyMap<string, docker.Service>;

  protected constructor(
    type: `apture:${string}:${string}`,
    name: string,
    plan: SystemPlan,
    platform: Platform,
    linked: Files = new Map(),
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, {}, opts);
    const child = { parent: this };
    const labels = [stackLabel(platform)];
    const own = new Map<string, docker.ServiceConfig | docker.Secret>();
    for (const config of plan.configs) {
      own.set(config.name, new docker.ServiceConfig(config.name, { data: base64(config.content), labels }, child));
    }
    for (const secret of plan.secrets) {
      own.set(secret.name, new docker.Secret(secret.name, { data: filled(secret, platform), labels }, child));
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

const base64 = (text: string) => Buffer.from(text).toString("base64");

function filled({ name, template }: SecretPlan, { secrets }: Platform): pulumi.Output<string> {
  const parts = split(template).map((part, index) => {
    if (index % 2 === 0) return part;
    const secret = secrets[part];
    if (secret === undefined) throw new Error(`secret ${name} asks for ${part}, which the cluster does not generate`);
    return secret;
  });
  return pulumi.secret(pulumi.all(parts).apply((resolved) => base64(resolved.join(""))));
}
