import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const root = resolve(__dirname, "../../..");

/** Documents that a program writes. Their texts have tests of their own. */
const generated = ["docs/january-2010.md", "docs/reference.md"];

/** A command, or a text that stands as code. */
export interface Code {
  readonly text: string;
  /** `README.md:12`. */
  readonly at: string;
}

export interface Document {
  /** Path in the project: `docs/review.md`. */
  readonly path: string;
  readonly text: string;
}

/** Every document that a person writes. */
export const documents: readonly Document[] = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "images/README.md"],
  ...markdownBelow("docs"),
  ...markdownBelow("examples"),
].map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

function markdownBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/${path}`)
    .filter((path) => path.endsWith(".md") && !generated.includes(path))
    .sort();
}

/** Lines of the shell blocks of a document, comments removed, and code in its text that is a command. */
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

/** Everything of a document that stands as code: in its text and in its blocks. */
export function codeOf({ path, text }: Document): Code[] {
  let inBlock = false;
  return text.split("\n").flatMap((line, index): Code[] => {
    const at = `${path}:${index + 1}`;
    if (line.startsWith("```")) inBlock = !inBlock;
    return (inBlock ? [line] : inlineCode(line)).map((code) => ({ text: code, at }));
  });
}

const inlineCode = (line: string): string[] => [...line.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

/** Words of a command line, as a shell takes them apart. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? "");

/** Anchors of a document's headings, as forges make them. */
export const anchorsOf = ({ text }: Document): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replace(/ /g, "-"),
  );
