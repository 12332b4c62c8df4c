import { problemsOf } from "./problems";
import type { Answer } from "./schema";

/**
 * Plans all stacks of a folder and sends the snapshots to the parent process. A process of its own plans each revision
 * with that revision's code, and isolates the side effects of stack files.
 */
function answer([folder = process.cwd()]: readonly string[]): Answer {
  try {
    // Loaded here: if the planner itself does not load, that is a problem of the revision.
    const { readStacks }: typeof import("./stack") = require("./stack");
    return { stacks: readStacks(folder) };
  } catch (error) {
    return { problems: problemsOf(error, folder) };
  }
}

process.send?.(answer(process.argv.slice(2)), () => process.disconnect());
