import * as ts from "typescript";
import { Problem } from "../../lib/problem";

/** A new database with the declaration of an existing one. */
export interface Copy {
  readonly database: string;
  readonly as: string;
  /** Point in time of its initial data: `"latest"`, or an ISO time. */
  readonly to: string;
}

export interface Edited {
  readonly text: string;
  /** The added line. */
  readonly added: string;
}

/**
 * Adds one line to a stack file: a database with the declaration of another one, restored from its backups. The rest is
 * unchanged.
 */
export function withRestored(file: string, text: string, copy: Copy): Edited {
  const { database, as, to } = copy;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const cannot = (what: string) =>
    new Problem(
      `${file} has no ${what} that this command can read; declare ${as} there like ${database}, with ` +
        `${restoreFrom(database, to)}, and run npm run up.`,
    );

  const declaration = source.statements.find(ts.isExportAssignment);
  const cluster = declaration && objectLiteral(declaration.expression);
  if (cluster === undefined) throw cannot("object literal as its default export");
  const databases = objectLiteral(property(cluster, "databases")?.initializer);
  if (databases === undefined) throw cannot("object literal databases");
  const declared = property(databases, database);
  if (declared === undefined) throw cannot(`line for ${database} in databases`);

  const line = `${key(as)}: ${declarationOf(declared.initializer, database, to)},`;
  const end = declared.getEnd();
  const comma = /^\s*,/.exec(text.slice(end))?.[0] ?? "";
  const { character } = source.getLineAndCharacterOfPosition(declared.getStart());
  return {
    text: [
      text.slice(0, end),
      comma === "" ? "," : comma,
      "\n",
      " ".repeat(character),
      line,
      text.slice(end + comma.length),
    ].join(""),
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

/** The object literal in an expression, without type assertions and parentheses. */
function objectLiteral(value: ts.Expression | undefined): ts.ObjectLiteralExpression | undefined {
  if (value === undefined) return undefined;
  if (ts.isObjectLiteralExpression(value)) return value;
  return ts.isSatisfiesExpression(value) || ts.isAsExpression(value) || ts.isParenthesizedExpression(value)
    ? objectLiteral(value.expression)
    : undefined;
}

function property(of: ts.ObjectLiteralExpression, name: string): ts.PropertyAssignment | undefined {
  return of.properties.filter(ts.isPropertyAssignment).find((one) => nameOf(one.name) === name);
}

const nameOf = (name: ts.PropertyName): string | undefined =>
  ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : undefined;
const key = (name: string) => (/^[a-z][a-z0-9]*$/.test(name) ? name : JSON.stringify(name));
