// Lets Node load TypeScript, for tests that run in Node itself.
import { register as registerCommonJs } from "tsx/cjs/api";
import { register } from "tsx/esm/api";

registerCommonJs();
register();
