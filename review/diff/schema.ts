import * as z from "zod";

/** From the least to the most serious; the order in which reviewers read them is the other one. */
export const classes = ["live", "rolling", "outage", "data"] as const;

/** What becomes of a service; where several are true, `ServiceChange` has the weightiest. */
export const operations = ["added", "removed", "replaced", "restarted", "scaled", "placed", "kept"] as const;

const fateSchema = z
  .enum(operations)
  .describe(
    "replaced: the provider deletes it and makes it anew, and it is away in between. restarted: its tasks are. scaled: only its number of tasks changes. placed: its tasks may run elsewhere; the engine moves those that no longer suit their machine. kept: nothing that a task notices.",
  );

const classSchema = z
  .enum(classes)
  .describe(
    "live: no task that serves restarts. rolling: tasks restart or wait, and no request fails. outage: something is refused or fails for some seconds. data: something that is kept may be lost or left behind.",
  );

export const effectSchema = z.object({
  class: classSchema,
  what: z.string().describe("What happens, in a sentence."),
  why: z.string().describe("What in the change brings it about."),
  brief: z.string().optional().describe("The same in a few words, of an outage or of data at risk."),
  seconds: z.number().optional().describe("Predicted seconds until `up` is done with it."),
  takes: z.string().optional().describe("What the time depends on, where nobody can predict it."),
  outage: z.number().optional().describe("Predicted seconds for which something is refused, fails or waits."),
  back: z.string().describe("The way back."),
  preflight: z.array(z.string()).optional().describe("What is looked at before anything is changed."),
  services: z.array(z.string()).describe("Services whose tasks start, restart, move or stop."),
});

export const unitSchema = z.enum(["", "bytes", "cores", "part", "per second", "seconds", "rows/s", "MB/s"]);

const valueSchema = z.union([z.number(), z.string()]);

/** One figure that changed. A part is between 0 and 1. */
export const metricChangeSchema = z.object({
  section: z
    .string()
    .describe("web tiers, workers, queue, cache, database connections, databases, disks, machines, traffic"),
  of: z.string().describe("The tier, database or machine; empty where the section has one of it."),
  figure: z.string(),
  unit: unitSchema,
  before: valueSchema.optional().describe("Missing where it is new, or has no bound."),
  after: valueSchema.optional().describe("Missing where it is gone, or has no bound."),
  why: z.string().optional().describe("Why a reviewer should care."),
  tight: z.boolean().optional().describe("Little is left of it."),
});

export const settingChangeSchema = z.object({
  path: z.string().describe("web.apache.instances"),
  before: z.unknown().describe("Missing where it is new."),
  after: z.unknown().describe("Missing where it is gone."),
});

export const fileChangeSchema = z.object({
  name: z.string(),
  removed: z.array(z.string()).describe("Lines that only the old text has."),
  added: z.array(z.string()).describe("Lines that only the new text has."),
});

const policySchema = z.object({
  policy: z.string(),
  level: z.enum(["mandatory", "advisory"]),
  violation: z.string(),
  state: z.enum(["new", "kept", "resolved"]),
  waiver: z.object({ reason: z.string(), until: z.string(), ended: z.boolean() }).optional(),
});

const imageSchema = z.object({
  image: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
  packages: z
    .array(z.object({ name: z.string(), before: z.string().optional(), after: z.string().optional() }))
    .optional()
    .describe("Debian packages whose versions differ; missing where no list of them is committed for both."),
});

/** What a change does to one stack that both revisions can plan. */
export const stackReviewSchema = z.object({
  stack: z.string(),
  state: z.enum(["changed", "new", "removed"]),
  headline: z.string(),
  class: classSchema,
  seconds: z.number().describe("Predicted seconds of `up`."),
  before: z.array(z.string()).describe("What somebody must do before `up`."),
  questions: z.array(z.string()).describe("For the author: where the change contradicts itself."),
  effects: z.array(effectSchema),
  services: z
    .array(
      z.object({
        name: z.string(),
        fate: fateSchema,
        causes: z.array(z.string()).describe("Fields of its plan, files and images that differ."),
      }),
    )
    .describe("Every service that differs."),
  figures: z.array(metricChangeSchema),
  diagram: z
    .string()
    .optional()
    .describe(
      "Mermaid: tiers with their shares and machines with their fill, before and after; missing where neither changes.",
    ),
  policies: z.array(policySchema),
  images: z.array(imageSchema),
  settings: z.array(settingChangeSchema),
  files: z.array(fileChangeSchema),
});

const servicesOf = (what: string) => z.number().describe(`Services that it ${what}.`);

/** What `pulumi preview` says of the same change: it knows the state, which the review does not. */
export const previewReviewSchema = z.object({
  stack: z.string(),
  agrees: z.boolean(),
  created: servicesOf("creates"),
  updated: servicesOf("updates"),
  replaced: servicesOf("deletes and makes anew"),
  deleted: servicesOf("deletes"),
  contradictions: z.array(z.string()).describe("Where it says other than the review of a service, in a sentence each."),
});

const revisionSchema = z.object({
  name: z.string(),
  commit: z.string().optional().describe("Missing for the working tree."),
});

export const reviewSchema = z.object({
  format: z.literal(1),
  base: revisionSchema,
  head: revisionSchema,
  passed: z
    .boolean()
    .describe(
      "Both revisions plan, the head violates no policy without a waiver, and pulumi preview, where it was asked, agrees.",
    ),
  stacks: z.array(stackReviewSchema).describe("The stacks that the change touches."),
  untouched: z.array(z.string()),
  problems: z
    .array(
      z.object({ revision: z.enum(["base", "head"]), stack: z.string().optional(), problems: z.array(z.string()) }),
    )
    .describe("Revisions or stacks of them that do not plan, with every reason."),
  preview: previewReviewSchema.optional().describe("Only with --preview."),
  notes: z.array(z.string()).describe("How the review was made, where that is not as usual."),
});

export type Operation = (typeof operations)[number];
export type Class = (typeof classes)[number];
export type Effect = z.output<typeof effectSchema>;
export type Unit = z.output<typeof unitSchema>;
export type MetricChange = z.output<typeof metricChangeSchema>;
export type SettingChange = z.output<typeof settingChangeSchema>;
export type FileChange = z.output<typeof fileChangeSchema>;
export type PolicyChange = z.output<typeof policySchema>;
export type ImageChange = z.output<typeof imageSchema>;
export type PreviewReview = z.output<typeof previewReviewSchema>;
export type StackReview = z.output<typeof stackReviewSchema>;
export type Review = z.output<typeof reviewSchema>;
