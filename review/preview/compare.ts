import { type Class, classes, type Operation, type PreviewReview, type Review } from "../diff/schema";
import { all, count } from "../phrasing/sentences";
import { restartsTasks, type ServiceOperation, serviceOperations } from "./operations";
import type { Preview } from "./schema";

type PreviewOperation = ServiceOperation["operation"] | "leave";

/** What the review expects of Pulumi. Of what no task notices, some is no input of the provider: in which order services start. */
const expected: Readonly<Record<Operation, readonly PreviewOperation[]>> = {
  added: ["create"],
  removed: ["delete"],
  replaced: ["replace"],
  restarted: ["update"],
  scaled: ["update"],
  placed: ["update"],
  kept: ["update", "leave"],
};

/** Fates in which the review has no task restart. */
const quiet: readonly Operation[] = ["scaled", "placed", "kept"];

/** What a service is to each of the two. */
interface Pair {
  readonly name: string;
  readonly operation: PreviewOperation;
  readonly settings: readonly string[];
  readonly restarts: boolean;
  /** Missing where the review does not mention it. */
  readonly fate: Operation | undefined;
  readonly class: Class;
}

/** Holds what a review says of a stack's services against what Pulumi would do to them. */
export function comparePreview({ stacks }: Pick<Review, "stacks">, stack: string, preview: Preview): PreviewReview {
  const operations = serviceOperations(preview);
  const review = stacks.find((one) => one.stack === stack);
  const fates = new Map((review?.services ?? []).map(({ name, fate }) => [name, fate]));
  const pairs = [...new Set([...fates.keys(), ...operations.keys()])].map((name): Pair => {
    const found = operations.get(name);
    const own = (review?.effects ?? [])
      .filter(({ services }) => services.includes(name))
      .map((effect) => classes.indexOf(effect.class));
    return {
      name,
      operation: found?.operation ?? "leave",
      settings: found?.settings ?? [],
      restarts: found !== undefined && restartsTasks(found),
      fate: fates.get(name),
      class: classes[Math.max(0, ...own)] ?? "live",
    };
  });
  const fresh =
    (preview.changeSummary?.["same"] ?? 0) === 0 &&
    pairs.length > 0 &&
    pairs.every(({ operation }) => operation === "create");
  const contradictions =
    fresh && review?.state !== "new"
      ? [`Nothing of ${stack} runs, so it would create all ${count(pairs.length, "service")}; bring the base up first.`]
      : sentences(pairs.filter(contradicts));
  const number = (operation: PreviewOperation) => pairs.filter((pair) => pair.operation === operation).length;
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

const contradicts = ({ operation, restarts, fate }: Pair): boolean =>
  fate === undefined || !expected[fate].includes(operation) || (restarts && quiet.includes(fate));

/** One for all services of which the same is to be said. */
function sentences(pairs: readonly Pair[]): string[] {
  const groups = new Map<string, { readonly first: Pair; readonly names: string[] }>();
  for (const pair of pairs) {
    const { name, ...same } = pair;
    const key = JSON.stringify(same);
    const group = groups.get(key) ?? { first: pair, names: [] };
    group.names.push(name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ first, names }) => sentence(first, all(names)));
}

function sentence(pair: Pair, names: string): string {
  const { operation, settings, fate } = pair;
  const what = `${names}${settings.length === 0 ? "" : ` (${all(settings)})`}`;
  if (fate !== undefined && operation === "update" && expected[fate].includes("update")) {
    return `It would restart tasks of ${what}, and the review has none of them restart.`;
  }
  return `It would ${does[operation](what)}, which the review ${fate === undefined ? "does not mention" : said(fate, pair.class)}.`;
}

const does: Readonly<Record<PreviewOperation, (what: string) => string>> = {
  create: (what) => `create ${what}`,
  update: (what) => `update ${what}`,
  replace: (what) => `delete and make anew ${what}`,
  delete: (what) => `delete ${what}`,
  leave: (what) => `not touch ${what}`,
};

function said(fate: Operation, of: Class): string {
  if (fate === "added") return "has as new";
  if (fate === "removed") return "has as gone";
  return fate === "replaced" ? "has as deleted and made anew" : `calls ${of}`;
}
