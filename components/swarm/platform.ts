import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { ImageName } from "./plan";

/** The properties of a stack that are not capacity. */
export interface Platform {
  /** The stack's name, the prefix of the names of all its Docker objects. */
  readonly stack: string;
  /** Image references, pinned by digest. */
  readonly images: Readonly<Record<ImageName, string>>;
  readonly networks: Readonly<Record<string, docker.Network>>;
  /**
   * Values for the templates of secrets, by name: generated passwords, certificates and keys, and secrets of the
   * configuration.
   */
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Docker's label for the objects of a stack, used by `docker stack services <stack>` and `docker stack ps <stack>`. */
export const stackLabel = ({ stack }: Pick<Platform, "stack">) => ({
  label: "com.docker.stack.namespace",
  value: stack,
});

/** A network, config or secret: a created resource, or a placeholder where nothing is created. */
export interface EngineObject {
  readonly id: pulumi.Input<string>;
  readonly name: pulumi.Input<string>;
}

/** The created configs and secrets, by the name in their plan. */
export type Files = ReadonlyMap<string, docker.ServiceConfig | docker.Secret>;
