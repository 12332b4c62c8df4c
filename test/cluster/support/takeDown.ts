import { rmSync } from "node:fs";
import { cluster } from "./cluster";

/** Runs after all tests: removes the cluster with its data. */
export default async function takeDown(): Promise<void> {
  const { code, output } = await cluster.run("down", "--volumes", "--yes");
  if (code !== 0) throw new Error(`npm run down failed:\n${output}`);
  rmSync(cluster.folder, { recursive: true });
}
