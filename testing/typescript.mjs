// Lets Node load TypeScript: jest-light-runner runs tests in Node itself, without a transform.
import { register as registerCommonJs } from "tsx/cjs/api";
import { register } from "tsx/esm/api";

registerCommonJs();
register();
