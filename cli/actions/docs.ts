import { writeFileSync } from "node:fs";
import { renderReference } from "../../docs/generate/reference";
import { inProject } from "../../lib/paths";

export async function docs(): Promise<number> {
  const file = "docs/reference.md";
  writeFileSync(inProject(file), renderReference());
  console.log(`${file} is written.`);
  return 0;
}
