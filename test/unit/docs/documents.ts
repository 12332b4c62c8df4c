import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const root = resolve(__dirname, "../../..");

/** Generated documents. Other tests cover their content. */
const generated = ["docs/january-2010.md", "docs/reference.md"];

/** A command, or other text that is marked as code. */
export interface Code {
  readonly text: string;
  /** File and line: `README.md:12`. */
  readonly at: string;
}

export interface Document {
  /** Path from the project's root: `docs/review.md`. */
  readonly path: string;
  readonly text: string;
}

/** All documents that are not generated. */
export const documents: readonly Document[] = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "images/README.md"],
  ...markdownIn("docs"),
  ...markdownIn("examples"),
].map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/${path}`)
    .filter((path) => path.endsWith(".md") && !generated.includes(path))
    .sort();
}

/** Returns the lines of a document's shell blocks, without comments, and the inline code that is a command. */
export function commandsOf({ path, text }: Document): Code[] {
  let block: string | undefined;
  return text.split("\n").flatMap((line, index): Code[] => {
    const at = `${path}:${index + 1}`;
    const [, fence] = /^```(\w*)$/.exec(line) ?? [];
    if (fence !== undefined) {
      block = block === undefined ? fence : undefined;
      return [];
    }
    if (block === "sh") return line.trim() === "" ? [] : [{ text: line.replace(/\s+#\s.*$/, ""), at }];
    if (block !== undefined) return [];
    return inlineCode(line)
      .filter((code) => /^(npm|npx|pulumi|\.ci\/)/.test(code))
      .map((code) => ({ text: code, at }));
  });
}

/** Returns all code of a document: the lines of its code blocks and its inline code. */
export function codeOf({ path, text }: Document): Code[] {
  let inBlock = false;
  return text.split("\n").flatMap((line, index): Code[] => {
    const at = `${path}:${index + 1}`;
    if (line.startsWith("```")) inBlock = !inBlock;
    return (inBlock ? [line] : inlineCode(line)).map((code) => ({ text: code, at }));
  });
}

const inlineCode = (line: string): string[] => [...line.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

/** Splits a command line into words, as a shell does. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? "");

/** Returns the anchors that GitHub generates for a document's headings. */
export const anchorsOf = ({ text }: Document): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replace(/ /g, "-"),
  );
