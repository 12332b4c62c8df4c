import { show } from "../../components/declaration/text";
import type { FileChange, ImageChange, SettingChange, StackReview } from "../diff/schema";
import type { Detail } from "./document";
import { figureTable, folded } from "./figureTable";
import { table } from "./table";

/** What folds away, in the order in which a reader looks for it. */
export function detailsOf({ stack, diagram, figures, settings, images, files }: StackReview): Detail[] {
  const rest = folded(figures);
  return [
    ...(diagram === undefined
      ? []
      : [{ title: `${stack}: before and after`, body: `\`\`\`mermaid\n${diagram}\n\`\`\`` }]),
    ...(settings.length === 0
      ? []
      : [{ title: `${stack}: settings (${settings.length})`, body: settingTable(settings) }]),
    ...(images.length === 0
      ? []
      : [{ title: `${stack}: images (${images.length})`, body: images.map(imageBlock).join("\n\n") }]),
    ...(rest.length === 0 ? [] : [{ title: `${stack}: machines and roles`, body: figureTable(rest) }]),
    ...(files.length === 0
      ? []
      : [{ title: `${stack}: rendered files (${files.length})`, body: files.map(fileBlock).join("\n\n") }]),
  ];
}

const settingTable = (settings: readonly SettingChange[]): string =>
  table(
    ["setting", "before", "after"],
    settings.map(({ path, before, after }) => [`\`${path}\``, settingText(before), settingText(after)]),
  );

/** A block or a list is written out: it is what the author wrote. */
function settingText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "object" && value !== null ? `\`${JSON.stringify(value)}\`` : `\`${show(value)}\``;
}

function imageBlock({ image, before, after, packages }: ImageChange): string {
  const digests = `**${image}**: \`${before ?? "none"}\` → \`${after ?? "none"}\``;
  if (packages === undefined)
    return (
      `${digests}\n\nWhich packages changed is not known: no list of them (images/packages/${image}.txt) is ` +
      `committed for both revisions.`
    );
  if (packages.length === 0) return `${digests}\n\nThe same Debian packages.`;
  return `${digests}\n\n${table(
    ["package", "before", "after"],
    packages.map((one) => [one.name, one.before ?? "", one.after ?? ""]),
  )}`;
}

const fileBlock = ({ name, removed, added }: FileChange): string =>
  [
    `**${name}**`,
    "",
    "```diff",
    ...removed.map((line) => `- ${line}`),
    ...added.map((line) => `+ ${line}`),
    "```",
  ].join("\n");
