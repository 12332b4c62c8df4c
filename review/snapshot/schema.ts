import * as z from "zod";
import { metricsSchema } from "./metrics/schema";

/** A planned service: the fields that the review uses by name. All other fields are compared as they are. */
export const plannedServiceSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  replicas: z.number(),
  placement: z.union([z.object({ machine: z.string() }), z.object({ role: z.string() })]),
  networks: z.array(z.string()),
  memory: z.string(),
  cpus: z.number().optional(),
  update: z.looseObject({ order: z.enum(["start-first", "stop-first"]) }),
  configs: z.array(z.looseObject({ from: z.string() })).optional(),
  secrets: z.array(z.looseObject({ from: z.string() })).optional(),
  volumes: z.array(z.looseObject({ name: z.string() })).optional(),
  after: z.array(z.string()).optional(),
});

/** A violation of a policy, with its waiver if the stack has one. */
export const findingSchema = z.object({
  policy: z.string(),
  level: z.enum(["mandatory", "advisory"]),
  violation: z.string(),
  waiver: z.object({ reason: z.string(), until: z.string() }).optional(),
});

/** A stack at one revision, as plain data. It contains no passwords: the plan has none. */
export const stackSnapshotSchema = z.object({
  stack: z.string(),
  /** The declaration with its defaults. */
  declared: z.record(z.string(), z.unknown()),
  metrics: metricsSchema,
  services: z.array(plannedServiceSchema),
  /** The arguments of each service for the engine, with placeholders for images and for the ids of other objects. */
  arguments: z.record(z.string(), z.unknown()),
  /** The text of each config and the template of each secret, by name. */
  files: z.record(z.string(), z.string()),
  findings: z.array(findingSchema),
  /** Names of the policies that check the stack. */
  policies: z.array(z.string()),
  /** The reference of each image in the stack's lock file; empty without that file. */
  images: z.record(z.string(), z.string()),
  /** The hash of the sources of each image. */
  imageSources: z.record(z.string(), z.string()),
  /** Debian packages of each image and their versions, where `images/packages/<image>.txt` lists them. */
  packages: z.record(z.string(), z.record(z.string(), z.string())),
});

/** A stack at one revision, or all reasons why it does not plan. */
export const stackReadingSchema = z.union([
  stackSnapshotSchema,
  z.object({ stack: z.string(), problems: z.array(z.string()) }),
]);

/** The answer of the snapshot program: the stacks of a revision, or why none could be read. */
export const answerSchema = z.union([
  z.object({ stacks: z.array(stackReadingSchema) }),
  z.object({ problems: z.array(z.string()) }),
]);

export type PlannedService = z.output<typeof plannedServiceSchema>;
export type Finding = z.output<typeof findingSchema>;
export type StackSnapshot = z.output<typeof stackSnapshotSchema>;
export type StackReading = z.output<typeof stackReadingSchema>;
export type Answer = z.output<typeof answerSchema>;
