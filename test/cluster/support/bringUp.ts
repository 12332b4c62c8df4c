import { Project } from "../../support/project";
import { cluster } from "./cluster";

/** Before all tests: the whole cluster from nothing. */
export default async function bringUp(): Promise<void> {
  const { folder, stack, port } = cluster;
  const { output, seconds } = await Project.copy(folder, stack, port).up();
  console.log(`${output.split("\n").slice(-30).join("\n")}\nThe cluster of the tests came up in ${seconds.toFixed(0)} s.`);
}
