import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Project } from "../../support/project";
import { cluster } from "./cluster";

/** Engine, cluster, load and `pulumi up` share the cores of one machine here: what these tests are about is not how soon a request is given up. */
const patient = 'application: { statementTimeout: "5 s", connectTimeout: "3 s", requestTimeout: "9 s" },';

/** Before all tests: the whole cluster from nothing. */
export default async function bringUp(): Promise<void> {
  const { folder, stack, port } = cluster;
  if (existsSync(join(folder, ".state"))) await takeDownRemains();
  const project = Project.copy(folder, stack, port);
  project.declare("  traffic: {", `  ${patient}\n  traffic: {`);
  const { output, seconds } = await project.up();
  console.log(`${output.split("\n").slice(-30).join("\n")}\nThe cluster of the tests came up in ${seconds.toFixed(0)} s.`);
}

/** A run that was cut off has left its cluster, which holds names and ports. Where its state is no more than begun, there is nothing to take down. */
async function takeDownRemains(): Promise<void> {
  console.log("Taking down what a run of these tests that was cut off has left ...");
  rmSync(join(cluster.folder, ".state", ".pulumi", "locks"), { recursive: true, force: true });
  const { code, output } = await cluster.run("down", "--volumes", "--yes");
  if (code !== 0) console.error(output);
}
