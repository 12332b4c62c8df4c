import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as ts from "typescript";

/** The docstring of a setting, and those of the settings in it. */
export interface Docs {
  readonly meaning: string;
  /** The text after `@default`. */
  readonly fallback: string | undefined;
  /** Settings of a section, by name. */
  readonly settings: Readonly<Record<string, Docs>>;
  /** The entries of a named block, if this is one. */
  readonly entry?: Docs;
  /** The variants of a section that has several, in order. */
  readonly variants?: readonly Docs[];
}

const sources = new Map<string, ts.SourceFile>();

/**
 * Reads the docstrings of a schema from its source. The schema is built from calls of components/declaration/schema.ts:
 * sections, named blocks, variants and fields, by name or in place.
 */
export function docstringsOf(path: string, name: string): Docs {
  const found = constantOf(path, name);
  if (found === undefined) throw new Error(`${path} declares no constant ${name}.`);
  return docsOf(found.value, found.path);
}

interface Located {
  readonly value: ts.Expression;
  readonly path: string;
  readonly statement: ts.Node;
}

function docsOf(expression: ts.Expression, path: string): Docs {
  const { meaning, fallback } = commentOf(expression);
  const call = baseCall(expression);
  if (ts.isIdentifier(call)) {
    const found = constantOf(path, call.text);
    if (found === undefined) return { meaning, fallback, settings: {} };
    const docs = docsOf(found.value, found.path);
    const own = commentOf(found.statement);
    return { ...docs, meaning: docs.meaning || own.meaning, fallback: docs.fallback ?? own.fallback };
  }
  if (!ts.isCallExpression(call)) return { meaning, fallback, settings: {} };
  const [first, , third] = call.arguments;
  const builder = ts.isIdentifier(call.expression) ? call.expression.text : "";
  if (builder === "section" && first !== undefined) return { meaning, fallback, settings: settingsOf(first, path) };
  if (builder === "named" && first !== undefined)
    return { meaning, fallback, settings: {}, entry: docsOf(first, path) };
  if (builder === "variants" && third !== undefined && ts.isArrayLiteralExpression(third))
    return { meaning, fallback, settings: {}, variants: third.elements.map((one) => docsOf(one, path)) };
  return { meaning, fallback, settings: {} };
}

/** `section({...}).default({})` without the methods at its end. */
function baseCall(expression: ts.Expression): ts.Expression {
  let base = expression;
  while (ts.isCallExpression(base) && ts.isPropertyAccessExpression(base.expression)) {
    // A field of zod itself: `z.literal(...)`.
    if (ts.isIdentifier(base.expression.expression) && base.expression.expression.text === "z") break;
    base = base.expression.expression;
  }
  return base;
}

function settingsOf(expression: ts.Expression, path: string): Record<string, Docs> {
  const object = ts.isIdentifier(expression) ? constantOf(path, expression.text) : { value: expression, path };
  if (object === undefined || !ts.isObjectLiteralExpression(object.value)) return {};
  const settings: Record<string, Docs> = {};
  for (const property of object.value.properties) {
    if (ts.isSpreadAssignment(property)) Object.assign(settings, settingsOf(property.expression, object.path));
    else if (ts.isPropertyAssignment(property)) {
      const docs = docsOf(property.initializer, object.path);
      const own = commentOf(property);
      settings[property.name.getText()] = {
        ...docs,
        meaning: own.meaning || docs.meaning,
        fallback: own.fallback ?? docs.fallback,
      };
    }
  }
  return settings;
}

function commentOf(node: ts.Node): Pick<Docs, "meaning" | "fallback"> {
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1);
  const text = (part: string | ts.NodeArray<ts.JSDocComment> | undefined) =>
    (ts.getTextOfJSDocComment(part) ?? "").replace(/\s+/g, " ").trim();
  const tag = comment?.tags?.find(({ tagName }) => tagName.text === "default");
  return { meaning: text(comment?.comment), fallback: tag && text(tag.comment) };
}

/** A constant of a file, declared there or imported. */
function constantOf(path: string, name: string): Located | undefined {
  const source = sourceOf(path);
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      const declared = statement.declarationList.declarations.find((one) => one.name.getText() === name);
      if (declared?.initializer !== undefined) return { value: declared.initializer, path, statement };
    }
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const named = statement.importClause?.namedBindings;
      if (named === undefined || !ts.isNamedImports(named)) continue;
      const imported = named.elements.find((one) => one.name.text === name);
      const file = `${join(dirname(path), statement.moduleSpecifier.text)}.ts`;
      if (imported !== undefined && existsSync(file))
        return constantOf(file, (imported.propertyName ?? imported.name).text);
    }
  }
  return undefined;
}

function sourceOf(path: string): ts.SourceFile {
  const known = sources.get(path);
  if (known !== undefined) return known;
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  sources.set(path, source);
  return source;
}
