import { join } from "node:path";
import * as z from "zod";
import { clusterSchema } from "../../components/cluster/spec";
import { formOf } from "../../components/declaration/form";
import { type Docs, docstringsOf } from "./docstrings";

/** The text of docs/reference.md: ranges and defaults from the schemas, meanings from their docstrings. */
export function renderReference(): string {
  const docs = docstringsOf(join(__dirname, "../../components/cluster/spec.ts"), "clusterSchema");
  return `${head}\n${sectionsOf("", clusterSchema, docs).map(renderSection).join("\n")}`;
}

const head = `# Reference of all settings

Generated from \`components/*/spec.ts\` by \`npm run docs\`. Do not edit it.

These are the settings of a stack file, the default export of \`stacks/<stack>.ts\`. \`<name>\` stands for a name that
the stack chooses: lowercase letters, digits and hyphens, beginning with a letter. A setting without a default is
required. Sizes are texts such as \`"512 MiB"\`, durations such as \`"25 ms"\` or \`"5 min"\`. A wrong value is
rejected with its path and its range before anything is changed.
`;

interface Section {
  readonly title: string;
  readonly meaning: string;
  readonly rows: readonly (readonly string[])[];
}

const columns = ["setting", "type", "range", "default", "meaning"];

function renderSection({ title, meaning, rows }: Section): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const table = [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
  return `## ${title}\n\n${meaning === "" ? "" : `${meaning}\n\n`}${table}\n`;
}

/** A section, followed by the sections in it. */
function sectionsOf(path: string, schema: z.core.$ZodType, docs: Docs): Section[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodDiscriminatedUnion) {
    return inner.options.flatMap((option, index) => {
      const variant = docs.variants?.[index] ?? nothing;
      const word = wordOf(option, inner.def.discriminator);
      return sectionsOf(path, option, variant).map((one, part) =>
        part === 0 ? { ...one, title: `${one.title}, ${inner.def.discriminator} ${word}` } : one,
      );
    });
  }
  if (inner instanceof z.ZodRecord && docs.entry !== undefined) {
    // A named block of plain values is one row of the section around it.
    return isBlock(inner.valueType) ? sectionsOf(`${path}.<name>`, inner.valueType, describedBy(docs)) : [];
  }
  if (!(inner instanceof z.ZodObject)) return [];
  const shape: Readonly<Record<string, z.core.$ZodType>> = inner.shape;
  const fields = Object.entries(shape).map(([name, field]) => ({
    path: path === "" ? name : `${path}.${name}`,
    field,
    docs: docs.settings[name] ?? nothing,
  }));
  return [
    {
      title: path === "" ? "The stack" : `\`${path}\``,
      meaning: docs.meaning,
      rows: fields.map((one) => rowOf(one.path, one.field, one.docs)),
    },
    ...fields.flatMap((one) => (isBlock(one.field) ? sectionsOf(one.path, one.field, one.docs) : [])),
  ];
}

const nothing: Docs = { meaning: "", fallback: undefined, settings: {} };

/** The entry of a named block, with the meaning of the block if it has none. */
const describedBy = ({ meaning, entry = nothing }: Docs): Docs => ({ ...entry, meaning: entry.meaning || meaning });

/** Whether a setting has settings of its own. */
function isBlock(schema: z.core.$ZodType): boolean {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodRecord) return isBlock(inner.valueType);
  return inner instanceof z.ZodObject || inner instanceof z.ZodDiscriminatedUnion;
}

function rowOf(path: string, schema: z.core.$ZodType, docs: Docs): string[] {
  const { type, range } = kindOf(unwrap(schema));
  return [`\`${path}\``, type, range, defaultOf(schema, docs), docs.meaning || (docs.entry?.meaning ?? "")];
}

function kindOf(schema: z.core.$ZodType): { type: string; range: string } {
  const form = formOf(schema);
  const range = form?.accepts ?? "";
  if (schema instanceof z.ZodArray)
    return { type: `list of ${kindOf(schema.element).type}s`, range: joined(range, kindOf(schema.element).range) };
  if (schema instanceof z.ZodRecord) {
    if (isBlock(schema.valueType)) return { type: "named blocks", range };
    const value = formOf(schema.valueType);
    return {
      type: value === undefined ? "numbers and texts by name" : `${value.type}s by name`,
      range: value?.accepts ?? "",
    };
  }
  if (schema instanceof z.ZodLiteral) return { type: "word", range: quoted(schema.def.values) };
  if (form !== undefined) return { type: form.type, range };
  return { type: "block", range: "" };
}

const joined = (...parts: readonly string[]) => parts.filter((part) => part !== "").join(", each ");

/** What a setting is without a declaration; nothing if it is required. */
function defaultOf(schema: z.core.$ZodType, { fallback }: Docs): string {
  if (schema instanceof z.ZodDefault && !isBlock(schema)) return `\`${JSON.stringify(schema.def.defaultValue)}\``;
  if (fallback !== undefined) return fallback;
  return schema instanceof z.ZodOptional ? "none" : schema instanceof z.ZodDefault ? "as in each setting" : "";
}

/** The schema of a setting without its default. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? unwrap(schema.def.innerType) : schema;
}

/** The word that tells a variant from the others. */
function wordOf(option: z.core.$ZodType, key: string): string {
  const field: z.core.$ZodType | undefined = option instanceof z.ZodObject ? option.shape[key] : undefined;
  return field instanceof z.ZodLiteral ? quoted(field.def.values) : "";
}

const quoted = (values: readonly unknown[]) => values.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
