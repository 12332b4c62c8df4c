import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { ImageName } from "./plan";

/** What a stack gives to its components: everything that is not capacity. */
export interface Platform {
  /** The stack's name, which the engine's objects begin with. */
  readonly stack: string;
  /** Image references, pinned by digest. */
  readonly images: Readonly<Record<ImageName, string>>;
  readonly networks: Readonly<Record<string, docker.Network>>;
  /** What templates of secrets ask for by name: generated passwords, and parts of certificates. */
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Docker's own grouping of what belongs to a stack: `docker stack services <stack>`, `docker stack ps <stack>`. */
export const stackLabel = ({ stack }: Pick<Platform, "stack">) => ({
  label: "com.docker.stack.namespace",
  value: stack,
});

/** A config or secret that was made, by its plan's name. */
export type Files = ReadonlyMap<string, docker.ServiceConfig | docker.Secret>;
