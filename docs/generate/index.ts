import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderReference } from "./reference";

/** `npm run docs`: writes docs/reference.md. */
writeFileSync(join(__dirname, "../reference.md"), renderReference());
