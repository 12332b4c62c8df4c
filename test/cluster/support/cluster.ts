import { tmpdir } from "node:os";
import { join } from "node:path";
import { Project } from "../../../testing/project";

/** The cluster that all tests of this folder share: brought up once before them, taken down after them. Each leaves it as it found it. */
export const stack = "test";
export const cluster = new Project(join(tmpdir(), "apture-cluster-test"), stack, 18_080);
