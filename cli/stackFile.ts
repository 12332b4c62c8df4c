import * as ts from "typescript";
import { Problem } from "../lib/problem";

/** A database that is to be declared beside another one, as that is declared. */
export interface Copy {
  readonly database: string;
  readonly as: string;
  /** What it begins with: `"latest"`, or an ISO time. */
  readonly to: string;
}

export interface Edited {
  readonly text: string;
  /** What was added. */
  readonly added: string;
}

/**
 * A stack's file with one line more: the new database, declared as the other one is, beginning with its backups. The rest stays as it was
 * written, to the letter.
 */
export function withRestored(file: string, text: string, copy: Copy): Edited {
  const { database, as, to } = copy;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const cannot = (what: string) =>
    new Problem(
      `${file} has no ${what} that this command could read; declare ${as} there by hand, as ${database} and with ${restoreFrom(database, to)}, and run npm run up.`,
    );

  const declaration = source.statements.find(ts.isExportAssignment);
  const cluster = declaration && block(declaration.expression);
  if (cluster === undefined) throw cannot("block as its default export");
  const databases = block(property(cluster, "databases")?.initializer);
  if (databases === undefined) throw cannot("block databases");
  const declared = property(databases, database);
  if (declared === undefined) throw cannot(`line for ${database} in databases`);

  const line = `${key(as)}: ${declarationOf(declared.initializer, database, to)},`;
  const end = declared.getEnd();
  const comma = /^\s*,/.exec(text.slice(end))?.[0] ?? "";
  const { character } = source.getLineAndCharacterOfPosition(declared.getStart());
  return {
    text: `${text.slice(0, end)}${comma === "" ? "," : comma}\n${" ".repeat(character)}${line}${text.slice(end + comma.length)}`,
    added: line,
  };
}

const restoreFrom = (database: string, to: string) =>
  `restoreFrom: { database: ${JSON.stringify(database)}, to: ${JSON.stringify(to)} }`;

function declarationOf(value: ts.Expression, database: string, to: string): string {
  if (!ts.isObjectLiteralExpression(value)) return `{ ...${value.getText()}, ${restoreFrom(database, to)} }`;
  const settings = value.properties
    .filter((one) => one.name === undefined || nameOf(one.name) !== "restoreFrom")
    .map((one) => one.getText());
  return `{ ${[...settings, restoreFrom(database, to)].join(", ")} }`;
}

/** The block that an expression is, whatever checks its type. */
function block(value: ts.Expression | undefined): ts.ObjectLiteralExpression | undefined {
  if (value === undefined) return undefined;
  if (ts.isObjectLiteralExpression(value)) return value;
  return ts.isSatisfiesExpression(value) || ts.isAsExpression(value) || ts.isParenthesizedExpression(value)
    ? block(value.expression)
    : undefined;
}

function property(of: ts.ObjectLiteralExpression, name: string): ts.PropertyAssignment | undefined {
  return of.properties.filter(ts.isPropertyAssignment).find((one) => nameOf(one.name) === name);
}

const nameOf = (name: ts.PropertyName): string | undefined =>
  ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : undefined;
const key = (name: string) => (/^[a-z][a-z0-9]*$/.test(name) ? name : JSON.stringify(name));
