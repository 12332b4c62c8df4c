import * as z from "zod";
import { units } from "../phrasing/phrases";

/** From the least to the most serious. Reports list the most serious first. */
export const classes = ["live", "rolling", "outage", "data"] as const;

/** What happens to a service. If several apply, a service change has the most serious one. */
export const operations = ["added", "removed", "replaced", "restarted", "scaled", "placed", "metadata"] as const;

const operationSchema = z
  .enum(operations)
  .describe(
    "replaced: the provider deletes the service and creates it again; it is unavailable in between. restarted: its " +
      "tasks restart. scaled: only its number of tasks changes. placed: its tasks may run on other machines; the " +
      "engine moves those that no longer fit. metadata: only labels and rollout settings change; no task notices.",
  );

const classSchema = z
  .enum(classes)
  .describe(
    "live: no task that serves requests restarts. rolling: tasks restart or wait, and no request fails. outage: " +
      "some requests are rejected or fail. data: stored data may be lost or left behind.",
  );

export const effectSchema = z.object({
  class: classSchema,
  what: z.string().describe("What happens, in sentences."),
  why: z.string().describe("What in the change causes it."),
  summary: z.string().optional().describe("What happens, in a few words, for the headline."),
  seconds: z.number().optional().describe("Predicted seconds of `up` for this effect."),
  durationNote: z.string().optional().describe("What the duration depends on, if it cannot be predicted."),
  outage: z.number().optional().describe("Predicted seconds in which something is rejected, fails or waits."),
  rollback: z.string().describe("How to go back."),
  preflight: z.array(z.string()).optional().describe("Conditions that are checked before anything changes."),
  services: z.array(z.string()).describe("Services whose tasks start, restart, move or stop."),
});

const valueSchema = z.union([z.number(), z.string()]);

export const metricChangeSchema = z.object({
  section: z.string().describe("traffic, web tiers, workers, queue, cache, databases, connections, disks, machines"),
  subject: z.string().describe("The tier, database, disk, role or machine; empty if the section has only one."),
  metric: z.string(),
  unit: z.enum(units).describe("part: between 0 and 1."),
  before: valueSchema.optional().describe("Missing if it is new or has no limit."),
  after: valueSchema.optional().describe("Missing if it is removed or has no limit."),
  why: z.string().optional().describe("Why it matters."),
  tight: z.boolean().optional().describe("Little headroom is left."),
});

export const settingChangeSchema = z.object({
  path: z.string().describe("web.apache.instances"),
  before: z.unknown().optional().describe("Missing if it is new."),
  after: z.unknown().optional().describe("Missing if it is removed."),
});

export const fileChangeSchema = z.object({
  name: z.string(),
  diff: z.string().describe("Unified diff, without the file header."),
});

const policySchema = z.object({
  policy: z.string(),
  level: z.enum(["mandatory", "advisory"]),
  violation: z.string(),
  state: z.enum(["new", "unchanged", "resolved"]),
  waiver: z.object({ reason: z.string(), until: z.string(), ended: z.boolean() }).optional(),
});

const imageSchema = z.object({
  image: z.string(),
  before: z.string().optional().describe("Reference in the committed lock file."),
  after: z
    .string()
    .optional()
    .describe(
      "Reference in the committed lock file. Missing, like `before`, without such a file: then the sources differ.",
    ),
  packages: z
    .array(z.object({ name: z.string(), before: z.string().optional(), after: z.string().optional() }))
    .optional()
    .describe("Debian packages whose versions differ; missing unless both revisions list them."),
});

export const stackReviewSchema = z.object({
  stack: z.string(),
  state: z
    .enum(["changed", "new", "removed", "repaired"])
    .describe("repaired: it does not plan at the base, so there is nothing to compare with."),
  headline: z.string(),
  class: classSchema,
  seconds: z.number().describe("Predicted seconds of `up`."),
  prerequisites: z.array(z.string()).describe("What to do before `up`."),
  questions: z.array(z.string()).describe("For the author: where the change seems inconsistent."),
  effects: z.array(effectSchema),
  services: z
    .array(
      z.object({
        name: z.string(),
        operation: operationSchema,
        causes: z
          .array(z.string())
          .describe("Fields of its plan, arguments for the engine, files and images that differ."),
      }),
    )
    .describe("Every service that differs."),
  metrics: z.array(metricChangeSchema).describe("Every metric that differs."),
  diagram: z
    .string()
    .optional()
    .describe("Mermaid: shares of tiers and memory of machines, before and after; missing if neither changes."),
  policies: z.array(policySchema),
  policiesAdded: z.array(z.string()).describe("Policies that check the stack only after the change."),
  policiesRemoved: z.array(z.string()).describe("Policies that no longer check the stack."),
  images: z.array(imageSchema),
  settings: z.array(settingChangeSchema),
  files: z.array(fileChangeSchema).describe("Rendered configuration files that differ."),
});

const servicesOf = (what: string) => z.number().describe(`Services that it ${what}.`);

export const previewReviewSchema = z.object({
  stack: z.string(),
  agrees: z.boolean(),
  created: servicesOf("creates"),
  updated: servicesOf("updates"),
  replaced: servicesOf("replaces"),
  deleted: servicesOf("deletes"),
  contradictions: z.array(z.string()).describe("Differences between the preview and the review, one sentence each."),
});

const revisionSchema = z.object({
  name: z.string(),
  commit: z.string().optional().describe("Missing for the working tree."),
});

export const reviewSchema = z.object({
  format: z.literal(2),
  base: revisionSchema,
  head: revisionSchema,
  passed: z
    .boolean()
    .describe(
      "The head plans, it violates no mandatory policy without a waiver, and pulumi preview agrees if it was " +
        "requested.",
    ),
  stacks: z.array(stackReviewSchema).describe("The stacks that the change affects."),
  untouched: z.array(z.string()).describe("The stacks that the change does not affect."),
  problems: z
    .array(
      z.object({ revision: z.enum(["base", "head"]), stack: z.string().optional(), problems: z.array(z.string()) }),
    )
    .describe("Revisions, or stacks of them, that do not plan, with all reasons."),
  preview: previewReviewSchema
    .optional()
    .describe("Only with --preview: the comparison with pulumi preview, which knows the state."),
  notes: z.array(z.string()).describe("Anything unusual about how the review was made."),
});

export type Operation = (typeof operations)[number];
export type Class = (typeof classes)[number];
export type Effect = z.output<typeof effectSchema>;
export type MetricChange = z.output<typeof metricChangeSchema>;
export type SettingChange = z.output<typeof settingChangeSchema>;
export type FileChange = z.output<typeof fileChangeSchema>;
export type PolicyChange = z.output<typeof policySchema>;
export type ImageChange = z.output<typeof imageSchema>;
export type PreviewReview = z.output<typeof previewReviewSchema>;
export type StackReview = z.output<typeof stackReviewSchema>;
export type Review = z.output<typeof reviewSchema>;
