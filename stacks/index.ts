import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Cluster } from "../components/cluster";
import { DeclarationError } from "../components/declaration/problems";
import { siteHost } from "../components/loadBalancer/urls";
import { readImageLock } from "../components/swarm/imageLock";
import { settingPrefix } from "../components/swarm/secretTemplate";
import { checkStackConfig } from "../lib/stackConfig";
import { plainStackTrace } from "../lib/stackTrace";
import { warnings } from "../policies/enforce";
import { planStack } from "./plan";

const root = join(__dirname, "..");

function program(): Pick<Cluster, "url" | "urls"> {
  const stack = pulumi.getStack();
  const config = new pulumi.Config("apture");
  const lock = config.require("imageLock");
  const host = siteHost({
    domain: config.get("domain"),
    oneMachine: config.getBoolean("oneMachine"),
    dockerHost: new pulumi.Config("docker").get("host"),
  });
  const wrongSettings = checkStackConfig(stack, root).problems;
  if (wrongSettings.length > 0) throw new DeclarationError(wrongSettings);
  const plan = planStack(stack, { publishedPort: config.requireNumber("port"), host });
  for (const warning of warnings(plan)) void pulumi.log.warn(warning);
  const images = readImageLock(lock, existsSync(join(root, lock)) ? readFileSync(join(root, lock), "utf8") : undefined);
  const secrets = Object.fromEntries(
    plan.settings.map((name) => [name, config.requireSecret(name.slice(settingPrefix.length))]),
  );
  return new Cluster(stack, { plan, stack, images, secrets });
}

/** Reports the problems of a declaration without a stack trace. */
function withoutStackTrace<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof DeclarationError ? new pulumi.RunError(error.message) : error;
  }
}

/**
 * Pulumi records the origin of each resource and promise as an error without a message. Source maps for these traces
 * take 0.3 s of CPU time for 150 resources (measured with Node's profiler), and nobody reads the traces. Errors with a
 * message are still mapped.
 */
function withPlainTracesOfPromises(): void {
  const mapped = Error.prepareStackTrace;
  Error.prepareStackTrace = (error, calls) =>
    (error.message !== "" && mapped !== undefined ? mapped : plainStackTrace)(error, calls);
}

withPlainTracesOfPromises();
export const { url, urls } = withoutStackTrace(program);
