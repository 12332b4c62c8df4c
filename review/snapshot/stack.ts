import { join } from "node:path";
import { draftCluster, systemsOf } from "../../components/cluster/plan";
import { Problems } from "../../components/declaration/problems";
import { policies } from "../../policies/builtin";
import { violationsOf } from "../../policies/enforce";
import type { Policy } from "../../policies/policy";
import { sitePolicies } from "../../policies/sitePolicies";
import { declarationIn, incompleteStacks, stackNames } from "../../stacks/declarations";
import { checkStackFiles } from "../../stacks/files";
import { imagesIn, packagesIn } from "./images";
import { metricsOf } from "./metrics";
import { problemsOf } from "./problems";
import { type StackReading, type StackSnapshot, stackSnapshotSchema } from "./schema";

/** Every stack that is declared in a folder with this project in it, planned by the code here. */
export const readStacks = (folder: string): StackReading[] => [
  ...stackNames(folder).map((stack) => readStack(folder, stack)),
  ...incompleteStacks(folder).map(({ stack, problem }) => ({ stack, problems: [problem] })),
];

/** Plans one stack. An error becomes a problem of that stack. */
function readStack(folder: string, stack: string): StackReading {
  const { config, lock, problems } = checkStackFiles(stack, folder, false);
  const reading = readDeclaration(folder, stack, config.port, problems.length > 0 ? {} : imagesIn(folder, lock));
  if (problems.length === 0) return reading;
  return { stack, problems: [...problems, ...("problems" in reading ? reading.problems : [])] };
}

function readDeclaration(
  folder: string,
  stack: string,
  publishedPort: number,
  images: Record<string, string>,
): StackReading {
  try {
    return snapshotOfDeclaration(stack, declarationIn(folder, stack), {
      publishedPort,
      policies: sitePolicies(join(folder, "policies", "site")),
      images,
      packages: packagesIn(folder, Object.keys(images)),
    });
  } catch (error) {
    return { stack, problems: problemsOf(error, folder) };
  }
}

/** What a stack is besides its declaration. */
export interface Surroundings extends Pick<StackSnapshot, "images" | "packages"> {
  readonly publishedPort: number;
  /** The site's own policies. */
  readonly policies: readonly Policy[];
}

/** A declaration, whatever it may be: its facts, or every reason why it does not plan. */
export function snapshotOfDeclaration(
  stack: string,
  declaration: unknown,
  { publishedPort, policies: own, images, packages }: Surroundings,
): StackReading {
  const problems = new Problems();
  const subject = draftCluster(declaration, { publishedPort }, problems);
  // Every violation, whether or not a waiver allows it: who reads the review sees both.
  const findings = subject === undefined ? [] : violationsOf([...policies, ...own], subject, problems);
  if (subject === undefined || !problems.none) return { stack, problems: [...problems.all] };

  const { declared, plan, services } = subject;
  const files = systemsOf(plan).flatMap(({ configs, secrets }) => [
    ...configs.map(({ name, content }) => [name, content] as const),
    ...secrets.map(({ name, template }) => [name, template] as const),
  ]);
  const facts = {
    stack,
    declared,
    figures: metricsOf(subject),
    services,
    files: Object.fromEntries(files),
    findings,
    images,
    packages,
  };
  // By way of JSON, as it is handed over: plain data, and no setting that is undefined.
  return stackSnapshotSchema.parse(JSON.parse(JSON.stringify(facts)));
}
