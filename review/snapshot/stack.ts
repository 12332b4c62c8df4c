import { join } from "node:path";
import { draftCluster, systemsOf } from "../../components/cluster/plan";
import { Problems } from "../../components/declaration/problems";
import { policies as builtinPolicies } from "../../policies/builtin";
import { applicable, violationsOf } from "../../policies/enforce";
import type { Policy } from "../../policies/policy";
import { sitePolicies } from "../../policies/sitePolicies";
import { declarationIn, incompleteStacks, stackNames } from "../../stacks/declarations";
import { checkStackFiles } from "../../stacks/files";
import { argumentsOf } from "./arguments";
import { imageSourcesIn, imagesIn, packagesIn } from "./images";
import { metricsOf } from "./metrics";
import { problemsOf } from "./problems";
import { type StackReading, type StackSnapshot, stackSnapshotSchema } from "./schema";

/** Plans every stack of a project folder with the code in this process. */
export function readStacks(folder: string): StackReading[] {
  const imageSources = imageSourcesIn(folder);
  return [
    ...stackNames(folder).map((stack) => readStack(folder, stack, imageSources)),
    ...incompleteStacks(folder).map(({ stack, problem }) => ({ stack, problems: [problem] })),
  ];
}

/** Plans one stack. An error becomes a problem of that stack. */
function readStack(folder: string, stack: string, imageSources: StackSnapshot["imageSources"]): StackReading {
  const { config, lock, problems } = checkStackFiles(stack, folder, false);
  const images = problems.length > 0 ? {} : imagesIn(folder, lock);
  const reading = readDeclaration(folder, stack, {
    publishedPort: config.port,
    images,
    imageSources,
    packages: packagesIn(folder, Object.keys(images)),
  });
  if (problems.length === 0) return reading;
  return { stack, problems: [...problems, ...("problems" in reading ? reading.problems : [])] };
}

function readDeclaration(folder: string, stack: string, context: Omit<StackContext, "policies">): StackReading {
  try {
    const policies = sitePolicies(join(folder, "policies", "site"));
    return snapshotOfDeclaration(stack, declarationIn(folder, stack), { ...context, policies });
  } catch (error) {
    return { stack, problems: problemsOf(error, folder) };
  }
}

/** The parts of a stack outside of its declaration. */
export interface StackContext extends Partial<Pick<StackSnapshot, "images" | "imageSources" | "packages">> {
  readonly publishedPort: number;
  /** Site policies. */
  readonly policies: readonly Policy[];
}

/** The snapshot of a declaration, or all reasons why it does not plan. */
export function snapshotOfDeclaration(
  stack: string,
  declaration: unknown,
  { publishedPort, policies: site, images = {}, imageSources = {}, packages = {} }: StackContext,
): StackReading {
  const problems = new Problems();
  const draft = draftCluster(declaration, { publishedPort }, problems);
  // All violations, waived or not: the report shows both.
  const policies = [...builtinPolicies, ...site];
  const findings = draft === undefined ? [] : violationsOf(policies, draft, problems);
  if (draft === undefined || !problems.none) return { stack, problems: [...problems.all] };

  const { declared, plan, services } = draft;
  const files = systemsOf(plan).flatMap(({ configs, secrets }) => [
    ...configs.map(({ name, content }) => [name, content] as const),
    ...secrets.map(({ name, template }) => [name, template] as const),
  ]);
  const snapshot = {
    stack,
    declared,
    metrics: metricsOf(draft),
    services,
    arguments: argumentsOf(stack, plan),
    files: Object.fromEntries(files),
    findings,
    policies: applicable(policies, draft).map(({ name }) => name),
    images,
    imageSources,
    packages,
  };
  // Through JSON, as between the processes: it drops settings that are undefined.
  return stackSnapshotSchema.parse(JSON.parse(JSON.stringify(snapshot)));
}
