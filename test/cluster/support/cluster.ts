import { tmpdir } from "node:os";
import { join } from "node:path";
import { Project } from "../../../testing/project";

/** The stack that all tests of this folder share. Every test leaves the cluster as it found it. */
export const stack = "test";
export const cluster = new Project(join(tmpdir(), "apture-cluster-test"), stack, 18_080);
