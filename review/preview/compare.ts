import { type Class, classes, type Operation, type PreviewReview, type Review } from "../diff/schema";
import { count, listOf } from "../phrasing/phrases";
import { type Preview, restartsTasks, type ServiceOperation, serviceOperations } from "./read";

type PreviewOperation = ServiceOperation["operation"] | "leave";

/**
 * What the review expects of Pulumi. Some metadata, such as the start order of services, is no input of the provider.
 */
const expected: Readonly<Record<Operation, readonly PreviewOperation[]>> = {
  added: ["create"],
  removed: ["delete"],
  replaced: ["replace"],
  restarted: ["update"],
  scaled: ["update"],
  placed: ["update"],
  metadata: ["update", "leave"],
};

/** Operations that restart no task. */
const withoutRestart: readonly Operation[] = ["scaled", "placed", "metadata"];

/** A service in the preview and in the review. */
interface Comparison {
  readonly name: string;
  readonly previewed: PreviewOperation;
  readonly inputs: readonly string[];
  readonly restarts: boolean;
  /** Missing if the review does not mention it. */
  readonly reviewed: Operation | undefined;
  readonly class: Class;
}

/** Compares the review of a stack with what Pulumi would do to its services. */
export function comparePreview({ stacks }: Pick<Review, "stacks">, stack: string, preview: Preview): PreviewReview {
  const operations = serviceOperations(preview);
  const review = stacks.find((one) => one.stack === stack);
  const reviewed = new Map((review?.services ?? []).map(({ name, operation }) => [name, operation]));
  const services = [...new Set([...reviewed.keys(), ...operations.keys()])].map((name): Comparison => {
    const found = operations.get(name);
    const effects = (review?.effects ?? []).filter((effect) => effect.services.includes(name));
    return {
      name,
      previewed: found?.operation ?? "leave",
      inputs: found?.inputs ?? [],
      restarts: found !== undefined && restartsTasks(found),
      reviewed: reviewed.get(name),
      class: classes[Math.max(0, ...effects.map((effect) => classes.indexOf(effect.class)))] ?? "live",
    };
  });
  const nothingRuns =
    (preview.changeSummary?.["same"] ?? 0) === 0 &&
    services.length > 0 &&
    services.every(({ previewed }) => previewed === "create");
  const contradictions =
    nothingRuns && review?.state !== "new"
      ? [
          `${stack} is not running, so Pulumi would create all ${count(services.length, "service")}; run up from ` +
            "the base first.",
        ]
      : sentences(services.filter(contradicts));
  const number = (operation: PreviewOperation) => services.filter(({ previewed }) => previewed === operation).length;
  return {
    stack,
    agrees: contradictions.length === 0,
    created: number("create"),
    updated: number("update"),
    replaced: number("replace"),
    deleted: number("delete"),
    contradictions,
  };
}

const contradicts = ({ previewed, restarts, reviewed }: Comparison): boolean =>
  reviewed === undefined || !expected[reviewed].includes(previewed) || (restarts && withoutRestart.includes(reviewed));

/** One sentence for all services with the same contradiction. */
function sentences(services: readonly Comparison[]): string[] {
  const groups = new Map<string, { readonly first: Comparison; readonly names: string[] }>();
  for (const service of services) {
    const { name, ...same } = service;
    const key = JSON.stringify(same);
    const group = groups.get(key) ?? { first: service, names: [] };
    group.names.push(name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ first, names }) => sentence(first, listOf(names)));
}

function sentence({ previewed, inputs, reviewed, class: kind }: Comparison, names: string): string {
  const subject = `${names}${inputs.length === 0 ? "" : ` (${listOf(inputs)})`}`;
  if (reviewed !== undefined && previewed === "update" && expected[reviewed].includes("update")) {
    return `Pulumi would restart tasks of ${subject}; according to the review they do not restart.`;
  }
  const action = previewed === "leave" ? `not change ${subject}` : `${previewed} ${subject}`;
  return `Pulumi would ${action}; ${reviewText(reviewed, kind)}.`;
}

function reviewText(reviewed: Operation | undefined, kind: Class): string {
  if (reviewed === undefined) return "the review does not mention it";
  if (reviewed === "added" || reviewed === "removed" || reviewed === "replaced")
    return `according to the review it is ${reviewed}`;
  return `the review classifies it as ${kind}`;
}
