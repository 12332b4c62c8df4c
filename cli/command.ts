import { Argument, CommanderError, InvalidArgumentError, Command as Parser, Option as ParserOption } from "commander";
import { UsageError } from "./usageError";

/** An option without a value: `--yes`. */
interface Flag {
  readonly short?: string;
  readonly summary: string;
}

/** An option with a value: `--stack NAME`. */
interface ValueOption extends Flag {
  /** Placeholder for the value in the help text. */
  readonly value: string;
  readonly default?: string;
  readonly choices?: readonly string[];
  readonly required?: true;
}

/** Options by their name in camel case: `dryRun` is `--dry-run`. */
type Options = Readonly<Record<string, Flag | ValueOption>>;

type OptionValue<O> = O extends { value: string }
  ? O extends { default: string } | { required: true }
    ? string
    : string | undefined
  : boolean;
type OptionValues<O extends Options> = { readonly [K in keyof O]: OptionValue<O[K]> };
type ArgumentValue<A> = A extends `<${string}>` ? string : A extends string ? string | undefined : undefined;

interface Definition<O extends Options, A extends string | undefined> {
  /** Name of the npm script. */
  readonly name: string;
  /** A former name, which still works. */
  readonly alias?: string;
  /** One or two sentences for the help text. */
  readonly summary: string;
  readonly options?: O;
  /** The positional argument: `<DATABASE>` if it is required, `[RANGE]` if it is optional. */
  readonly argument?: A;
  /** More help, which follows the options. */
  readonly help?: () => string;
  /** Loads the modules of the command and runs it. @returns the exit code */
  run(options: OptionValues<O>, argument: ArgumentValue<A>): Promise<number>;
}

/** A command, as the command line and the tests use it. */
export interface Command {
  readonly name: string;
  readonly alias: string | undefined;
  readonly summary: string;
  /** Parses a command line. @returns a function that runs the command. @throws UsageError */
  parse(args: readonly string[]): () => Promise<number>;
  /** The text that `--help` prints. */
  helpText(): string;
}

export function defineCommand<const O extends Options, const A extends string | undefined = undefined>(
  definition: Definition<O, A>,
): Command {
  const { name, alias, summary } = definition;
  return {
    name,
    alias,
    summary,
    parse: (args) => parse(definition, args),
    helpText: () => helpText(parserOf(definition)),
  };
}

function parse<O extends Options, A extends string | undefined>(
  definition: Definition<O, A>,
  args: readonly string[],
): () => Promise<number> {
  const parser = parserOf(definition);
  let run: (() => Promise<number>) | undefined;
  parser.action((...values) => {
    const argument = definition.argument === undefined ? undefined : values[0];
    run = () => definition.run(parser.opts<OptionValues<O>>(), argument);
  });
  try {
    parser.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return async () => printHelp(parserOf(definition));
    throw usageError(definition.name, error);
  }
  if (run === undefined) throw new Error(`${definition.name} was parsed without a result`);
  return run;
}

function parserOf<O extends Options, A extends string | undefined>({
  name,
  summary,
  options,
  argument,
  help,
}: Definition<O, A>): Parser {
  const parser = new Parser()
    .name(`npm run ${name} --`)
    .description(summary)
    .helpOption("-h, --help", "show this help")
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .exitOverride();
  for (const [key, option] of Object.entries(options ?? {})) {
    parser.addOption(parserOption(key, option));
    // Set here and not as a default, which the help text would show.
    if (!("value" in option)) parser.setOptionValue(key, false);
  }
  if (argument !== undefined) parser.addArgument(new Argument(argument));
  if (help !== undefined) parser.addHelpText("after", () => `\n${help()}`);
  return parser;
}

function parserOption(key: string, option: Flag | ValueOption): ParserOption {
  const long = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const flags = option.short === undefined ? long : `-${option.short}, ${long}`;
  if (!("value" in option)) return new ParserOption(flags, option.summary);
  const result = new ParserOption(`${flags} <${option.value}>`, option.summary)
    .default(option.default)
    .makeOptionMandatory(option.required === true);
  if (option.choices !== undefined) return result.choices(option.choices);
  return result.argParser((value: string) => {
    // Commander would take `--yes` in `--stack --yes` for the name of the stack.
    if (value === "" || value.startsWith("-")) throw new InvalidArgumentError(`Use ${long} ${option.value}.`);
    return value;
  });
}

function helpText(parser: Parser): string {
  let text = "";
  parser.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text.trimEnd();
}

function printHelp(parser: Parser): number {
  console.log(helpText(parser));
  return 0;
}

function usageError(name: string, { message }: CommanderError): UsageError {
  const [problem = "", ...suggestion] = message.replace(/^error: /, "").split("\n");
  const sentence = problem
    .replace(/\.$/, "")
    .replace(/\. ([A-Z])/g, (_, letter: string) => `: ${letter.toLowerCase()}`);
  return new UsageError(`${name}: ${[sentence, ...suggestion].join(" ")}; npm run ${name} -- --help shows the usage.`);
}
