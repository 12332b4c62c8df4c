import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { anchorsOf, codeOf, documents, root } from "./documents";

const links = documents.flatMap(({ path, text }) =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = "", anchor] = target.split("#");
      return { path, target, file: file === "" ? path : normalize(join(dirname(path), file)), anchor };
    }),
);

test.each(links)("$path: the link to $target has an existing target", ({ file }) => {
  expect(existsSync(join(root, file))).toBe(true);
});

const anchors = links.flatMap(({ path, target, file, anchor }) => {
  const document = documents.find((one) => one.path === file);
  return anchor === undefined || document === undefined ? [] : [{ path, target, anchor, document }];
});

test.each(anchors)("$path: the link to $target has an existing heading", ({ anchor, document }) => {
  expect(anchorsOf(document)).toContain(anchor);
});

/** Paths that a command writes or that a reader creates. */
const created = [
  /^images\/(lock(\.dev)?\.json|packages\/)/,
  /^stacks\/staging\.ts$/,
  /^(components|images|test\/unit)\/search\//,
];

const folders = [
  ...["bench", "cli", "components", "contracts", "docs", "examples", "images", "lib", "policies", "reconcilers"],
  ...["review", "setup", "stacks", "standins", "test", "testing", "\\.ci", "\\.github"],
].join("|");
const pathLike = new RegExp(`(?:^|[\\s"'(])((?:${folders})/[\\w./-]*\\w/?)(?=$|[\\s"'),:;])`, "g");
const named = documents
  .filter(({ path }) => path !== "CHANGELOG.md")
  .flatMap((document) =>
    codeOf(document).flatMap(({ text, at }) => [...text.matchAll(pathLike)].map(([, path = ""]) => ({ path, at }))),
  )
  .filter(({ path }) => !created.some((pattern) => pattern.test(path)));

test.each(named)("$at: the path $path exists", ({ path }) => expect(existsSync(join(root, path))).toBe(true));
