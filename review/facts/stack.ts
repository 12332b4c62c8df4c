import { join } from "node:path";
import { draftCluster, systemsOf } from "../../components/cluster/plan";
import { Problems } from "../../components/plan/problems";
import { policies } from "../../components/policies";
import { violationsOf } from "../../components/policies/enforce";
import { sitePolicies } from "../../components/policies/site";
import { declarationIn, stackNames } from "../../stacks/declarations";
import { readStackConfig } from "../../toolchain/setup/stackConfig";
import { figuresOf } from "./figures";
import { imagesIn, packagesIn } from "./images";
import { problemsOf } from "./problems";
import type { StackFacts, StackReading } from "./schema";

/** Every stack that is declared in a folder with this project in it, planned by the code here. */
export const readStacks = (folder: string): StackReading[] => stackNames(folder).map((stack) => readStack(folder, stack));

/** One stack; whatever goes wrong is its problem. */
function readStack(folder: string, stack: string): StackReading {
  try {
    return factsOf(folder, stack);
  } catch (error) {
    return { stack, problems: problemsOf(error, folder) };
  }
}

function factsOf(folder: string, stack: string): StackReading {
  const problems = new Problems();
  const config = readStackConfig(stack, folder);
  const own = sitePolicies(join(folder, "policies"));
  const subject = draftCluster(declarationIn(folder, stack), config.port, today(), problems);
  // Every violation, whether or not a waiver allows it: who reads the review sees both.
  const findings = subject === undefined ? [] : violationsOf([...policies, ...own], subject, problems);
  if (subject === undefined || !problems.none) return { stack, problems: [...problems.all] };

  const systems = systemsOf(subject.plan);
  const files = systems.flatMap(({ configs, secrets }) => [
    ...configs.map(({ name, content }) => [name, content] as const),
    ...secrets.map(({ name, template }) => [name, template] as const),
  ]);
  const images = imagesIn(folder, config.imageLock ?? "images/lock.json");
  const facts = {
    stack,
    declared: subject.declared,
    figures: figuresOf(subject),
    services: subject.services,
    files: Object.fromEntries(files),
    passwords: subject.plan.passwords,
    findings,
    images,
    packages: packagesIn(folder, Object.keys(images)),
  };
  // By way of JSON, as it is handed over: plain data, and no setting that is undefined.
  return JSON.parse(JSON.stringify(facts)) as StackFacts;
}

/** Certificates are valid on some day; nothing of them is compared. */
const today = () => new Date().toISOString().slice(0, 10);
