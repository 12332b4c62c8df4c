import { problemsOf } from "./problems";
import type { Answer } from "./schema";

/**
 * Reads the stacks of a folder and sends them to the process that started this one: in a process of its own, so that each revision is
 * planned by its own code, and so that nothing that a stack file does reaches further than this.
 */
function answer([folder = process.cwd()]: readonly string[]): Answer {
  try {
    // Loaded here: a planner that does not even load is a problem of the revision, too.
    const { readStacks }: typeof import("./stack") = require("./stack");
    return { stacks: readStacks(folder) };
  } catch (error) {
    return { problems: problemsOf(error, folder) };
  }
}

process.send?.(answer(process.argv.slice(2)), () => process.disconnect());
