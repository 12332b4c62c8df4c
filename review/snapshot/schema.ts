import * as z from "zod";
import { metricsSchema } from "./metrics/schema";

/** A planned service, as much of it as the review looks at by name; whatever else its plan has is compared as it stands. */
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

/** A violation of a policy, with its waiver where the stack has one. */
export const findingSchema = z.object({
  policy: z.string(),
  level: z.enum(["mandatory", "advisory"]),
  violation: z.string(),
  waiver: z.object({ reason: z.string(), until: z.string() }).optional(),
});

/** What is known of one stack at one revision. Plain data, worked out by that revision's own code; no passwords, which exist nowhere here. */
export const stackSnapshotSchema = z.object({
  stack: z.string(),
  /** The declaration with its defaults. */
  declared: z.record(z.string(), z.unknown()),
  figures: metricsSchema,
  services: z.array(plannedServiceSchema),
  /** Configs with their text, secrets with their template, by name. */
  files: z.record(z.string(), z.string()),
  findings: z.array(findingSchema),
  /** The reference of each image in the stack's lock file; empty where there is none. */
  images: z.record(z.string(), z.string()),
  /** Debian packages of each image and their versions, where `images/packages/<image>.txt` lists them. */
  packages: z.record(z.string(), z.record(z.string(), z.string())),
});

/** A stack at one revision, or every reason why it does not plan. */
export const stackReadingSchema = z.union([
  stackSnapshotSchema,
  z.object({ stack: z.string(), problems: z.array(z.string()) }),
]);

/** What the program that reads a revision answers: its stacks, or why it could not even begin. */
export const answerSchema = z.union([
  z.object({ stacks: z.array(stackReadingSchema) }),
  z.object({ problems: z.array(z.string()) }),
]);

export type PlannedService = z.output<typeof plannedServiceSchema>;
export type Finding = z.output<typeof findingSchema>;
export type StackSnapshot = z.output<typeof stackSnapshotSchema>;
export type StackReading = z.output<typeof stackReadingSchema>;
export type Answer = z.output<typeof answerSchema>;
