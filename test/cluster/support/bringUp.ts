import { Project } from "../../../testing/project";
import { cluster } from "./cluster";
import { removeLeftovers } from "./leftovers";

/**
 * Longer timeouts than those of dev. Engine, cluster, load and `pulumi up` share the cores of one machine here, and no
 * test of this folder measures how fast a request times out.
 */
const timeouts = 'application: { statementTimeout: "5 s", connectTimeout: "3 s", requestTimeout: "9 s" },';

/** Runs before all tests: brings up the whole cluster from nothing. */
export default async function bringUp(): Promise<void> {
  const { folder, stack, port } = cluster;
  await removeLeftovers();
  const project = Project.copy(folder, stack, port);
  project.declare("  traffic: {", `  ${timeouts}\n  traffic: {`);
  const { output, seconds } = await project.up();
  console.log(`${output.split("\n").slice(-30).join("\n")}\nThe test cluster came up in ${seconds.toFixed(0)} s.`);
}
