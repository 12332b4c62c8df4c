import { Project } from "../../../testing/project";
import { cluster } from "./cluster";
import { takeDownRemains } from "./remains";

/** Engine, cluster, load and `pulumi up` share the cores of one machine here: what these tests are about is not how soon a request is given up. */
const patient = 'application: { statementTimeout: "5 s", connectTimeout: "3 s", requestTimeout: "9 s" },';

/** Before all tests: the whole cluster from nothing. */
export default async function bringUp(): Promise<void> {
  const { folder, stack, port } = cluster;
  await takeDownRemains();
  const project = Project.copy(folder, stack, port);
  project.declare("  traffic: {", `  ${patient}\n  traffic: {`);
  const { output, seconds } = await project.up();
  console.log(
    `${output.split("\n").slice(-30).join("\n")}\nThe cluster of the tests came up in ${seconds.toFixed(0)} s.`,
  );
}
