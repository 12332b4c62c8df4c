import { relative, sep } from "node:path";

/** Converts an error of a revision into messages for its author: paths relative to the project, no stack trace. */
export function problemsOf(error: unknown, folder: string): string[] {
  // Compared by name, because a revision loads its own copy of the class.
  if (error instanceof Error && error.name === "DeclarationError") return error.message.split("\n");
  if (!(error instanceof Error)) return [`It throws ${String(error)}.`];
  // Messages of the compiler contain the location. For other errors, the stack trace does.
  const compiler = /^Transform failed with \d+ errors?:\n([\s\S]*)$/.exec(error.message);
  if (compiler !== null) return (compiler[1] ?? "").split("\n").map((line) => inProject(line, folder));
  const [, missing, from] = /^Cannot find module '([^']+)'\nRequire stack:\n- (.+)/.exec(error.message) ?? [];
  if (missing !== undefined) return [inProject(`${from}: cannot find module ${missing}`, folder)];
  return [`${locationOf(error, folder)}${inProject(`${error.name}: ${error.message.split("\n")[0]}`, folder)}`];
}

/** `stacks/production.ts:12:3: `: the innermost location in the project, outside of the review. */
function locationOf({ stack = "" }: Error, folder: string): string {
  const locations = [...stack.matchAll(/(?:\(|at |file:\/\/)(\/[^\s()]+:\d+:\d+)\)?/g)].map(([, location = ""]) =>
    relative(folder, location),
  );
  const own = locations.find(
    (location) => !["..", `node_modules${sep}`, `review${sep}`].some((start) => location.startsWith(start)),
  );
  return own === undefined ? "" : `${own}: `;
}

const inProject = (text: string, folder: string) => text.replaceAll(`${folder}${sep}`, "").replace(/: ERROR: /, ": ");
