import { parseArgs } from "node:util";

export interface Option {
  readonly type: "boolean" | "string";
  readonly short?: string;
  readonly default?: string;
  /** What `--help` says of it. */
  readonly help: string;
  /** What stands for its value in the help text: `NAME`. */
  readonly value?: string;
}

export interface Command {
  /** One sentence for `--help`. */
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  /** The name of its one argument without a dash, if it takes one. */
  readonly argument?: string;
  /** More for `--help`, written when it is asked for. */
  readonly details?: () => string;
  /** @returns the exit code */
  run(values: Values): Promise<number>;
}

export class Values {
  constructor(
    private readonly values: Readonly<Record<string, string | boolean | undefined>>,
    readonly argument: string | undefined,
  ) {}

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  text(name: string): string {
    return String(this.values[name] ?? "");
  }
}

/** The command line is wrong: its text is shown, with the exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const help: Option = { type: "boolean", short: "h", help: "show this text" };

/** All options of a command; every one has `--help`. */
export const optionsOf = (command: Command): Readonly<Record<string, Option>> => ({ ...command.options, help });

/** Reads a command line and refuses what the command does not know. */
export function readArguments(name: string, command: Command, args: readonly string[]): Values {
  const all = optionsOf(command);
  const options = Object.fromEntries(
    Object.entries(all).map(([key, { type, short, default: value }]) => [
      key,
      { type, ...(short === undefined ? {} : { short }), ...(value === undefined ? {} : { default: value }) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const more = `npm run ${name} -- --help lists what it takes.`;
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const option = all[token.name];
    if (option === undefined) throw new UsageError(`${name} does not know ${token.rawName}; ${more}`);
    if (
      option.type === "string" &&
      (token.value === undefined || token.value === "" || (!token.inlineValue && token.value.startsWith("-")))
    ) {
      throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${option.value ?? "VALUE"}`);
    }
    if (option.type === "boolean" && token.value !== undefined)
      throw new UsageError(`${token.rawName} takes no value; ${more}`);
  }
  const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  const surplus = positionals[command.argument === undefined ? 0 : 1];
  if (surplus !== undefined) throw new UsageError(`${name} does not know ${surplus}; ${more}`);
  return new Values(
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, Array.isArray(value) ? value.at(-1) : value]),
    ),
    positionals[0],
  );
}
