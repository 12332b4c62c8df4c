import { rmSync } from "node:fs";
import { cluster } from "./cluster";

/** After all tests: nothing is left, data included. */
export default async function takeDown(): Promise<void> {
  const { code, output } = await cluster.run("down", "--volumes", "--yes");
  if (code !== 0) throw new Error(`npm run down failed:\n${output}`);
  rmSync(cluster.folder, { recursive: true });
}
