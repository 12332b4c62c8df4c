import { relative, sep } from "node:path";

/** What went wrong with a revision, as sentences for its author: files by their place in the project, and no stack trace. */
export function problemsOf(error: unknown, folder: string): string[] {
  // By its name: a revision may have a class of its own, or none that loads.
  if (error instanceof Error && error.name === "DeclarationError") return error.message.split("\n");
  if (!(error instanceof Error)) return [`It throws ${String(error)}.`];
  // A compiler says where itself; of what was thrown, the first line of the project's own on the way there.
  const compiler = /^Transform failed with \d+ errors?:\n([\s\S]*)$/.exec(error.message);
  if (compiler !== null) return (compiler[1] ?? "").split("\n").map((line) => inProject(line, folder));
  const [, missing, from] = /^Cannot find module '([^']+)'\nRequire stack:\n- (.+)/.exec(error.message) ?? [];
  if (missing !== undefined) return [inProject(`${from}: there is no module ${missing}`, folder)];
  return [`${placeOf(error, folder)}${inProject(`${error.name}: ${error.message.split("\n")[0]}`, folder)}`];
}

/** `stacks/production.ts:12:3: `, the innermost place in the project that is not the planner itself. */
function placeOf({ stack = "" }: Error, folder: string): string {
  const places = [...stack.matchAll(/(?:\(|at |file:\/\/)(\/[^\s()]+:\d+:\d+)\)?/g)].map(([, place = ""]) =>
    relative(folder, place),
  );
  const own = places.find(
    (place) => !place.startsWith("..") && !place.startsWith(`node_modules${sep}`) && !place.startsWith(`review${sep}`),
  );
  return own === undefined ? "" : `${own}: `;
}

const inProject = (text: string, folder: string) => text.replaceAll(`${folder}${sep}`, "").replace(/: ERROR: /, ": ");
