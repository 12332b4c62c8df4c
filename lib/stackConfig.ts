import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { closest, distance } from "fastest-levenshtein";
import { parse } from "yaml";
import { inProject } from "./paths";
import { messageOf, Problem } from "./problem";

/**
 * The settings of `Pulumi.<stack>.yaml` that set-up and reviews need. Pulumi reads the file too, but asking it takes a
 * second.
 */
export interface StackConfig {
  /** `docker:host`: the engine, if the stack names one. */
  readonly dockerHost: string | undefined;
  /** `apture:oneMachine`: every declared machine is the only node of the swarm. */
  readonly oneMachine: boolean;
  /** `apture:imageLock`: the file with the digests of the stack's images, if the stack names one. */
  readonly imageLock: string | undefined;
  /** `apture:port`, which the edge publishes. */
  readonly port: number;
}

export interface CheckedConfig {
  /** Settings with a problem have their default. */
  readonly config: StackConfig;
  /** Every problem, with the name of the file. */
  readonly problems: readonly string[];
  /** The settings that the file has. */
  readonly names: readonly string[];
  /** Whether the file imports settings of a Pulumi environment, so that `names` is not complete. */
  readonly imports: boolean;
}

/** The default that Pulumi.yaml declares. */
const defaultPort = 8080;
/** The default that Pulumi.yaml declares. */
export const defaultImageLock = "images/lock.json";
/** The lock that set-up writes when it builds images on this machine. */
export const devImageLock = "images/lock.dev.json";

/** Settings of the project, which is called apture. Components read the secrets as `{{config.s3Key}}` in templates. */
const settings = {
  port: { accepts: isPort, use: "a whole number from 1 to 65,535" },
  domain: { accepts: isHostName, use: 'a host name without scheme and port, such as "www.example.com"' },
  oneMachine: { accepts: isFlag, use: "true or false" },
  imageLock: { accepts: isText, use: 'the path of a file, such as "images/lock.json"' },
  s3Key: { accepts: isSecret, use: "pulumi config set --secret apture:s3Key" },
  s3KeySecret: { accepts: isSecret, use: "pulumi config set --secret apture:s3KeySecret" },
} as const;

/** Every setting that a stack may have, apart from those of providers. */
export const stackSettings = [...Object.keys(settings).map((name) => `apture:${name}`), "docker:host"];

const dockerHost = {
  accepts: isEngine,
  use: 'an address such as "ssh://ops@manager" or "unix:///var/run/docker.sock"',
};

/** Settings of the Docker provider 5.2. */
const dockerSettings = [
  ...["host", "context", "certPath", "caMaterial", "certMaterial", "keyMaterial", "registryAuth", "sshOpts"],
  "disableDockerDaemonCheck",
];

/** The keys of `Pulumi.<stack>.yaml` that Pulumi knows. */
const sections = ["config", "environment", "encryptionsalt", "encryptedkey", "secretsprovider"];

export const stackConfigFile = (stack: string): string => `Pulumi.${stack}.yaml`;

/**
 * Reads `Pulumi.<stack>.yaml`. Without the file, every setting has its default.
 * @throws Problem with all problems of the file, one a line.
 */
export function readStackConfig(stack: string, folder = inProject()): StackConfig {
  const { config, problems } = checkStackConfig(stack, folder);
  if (problems.length > 0) throw new Problem(problems.join("\n"));
  return config;
}

/** Reads the same, and returns the problems instead of throwing them. */
export function checkStackConfig(stack: string, folder = inProject()): CheckedConfig {
  const file = stackConfigFile(stack);
  const { fields, problems } = readYaml(file, folder);
  const { config = null, ...rest } = fields;
  const unknown = Object.keys(rest).filter((key) => !sections.includes(key));
  const own = isBlock(config) ? config : {};
  const wrong = [
    ...unknown.map((key) => `${key} is not known to Pulumi; ${suggestion(key, sections)}`),
    ...(config === null || isBlock(config) ? [] : [`config is ${shown(config)}; use a block of settings.`]),
    ...Object.entries(own).flatMap(([key, value]) => problemOf(key, value)),
  ];
  const value = (key: string, { accepts }: { accepts: (one: unknown) => boolean }) =>
    accepts(own[key]) ? String(own[key]) : undefined;
  return {
    config: {
      dockerHost: value("docker:host", dockerHost),
      oneMachine: value("apture:oneMachine", settings.oneMachine) === "true",
      imageLock: value("apture:imageLock", settings.imageLock),
      port: Number(value("apture:port", settings.port) ?? defaultPort),
    },
    names: Object.keys(own),
    imports: "environment" in fields,
    problems: [...problems, ...wrong.map((problem) => `${file}: ${problem}`)],
  };
}

/** Reads a YAML file of the project. A missing file has no fields and no problem. */
export function readYaml(
  file: string,
  folder: string,
): { readonly fields: Readonly<Record<string, unknown>>; readonly problems: readonly string[] } {
  const path = join(folder, file);
  if (!existsSync(path)) return { fields: {}, problems: [] };
  try {
    const fields: unknown = parse(readFileSync(path, "utf8"));
    if (isBlock(fields)) return { fields, problems: [] };
    return { fields: {}, problems: fields === null ? [] : [`${file} is ${shown(fields)}; use a block of settings.`] };
  } catch (error) {
    return { fields: {}, problems: [`${file} is not valid YAML: ${messageOf(error).split(/:?\n/)[0]}.`] };
  }
}

function problemOf(key: string, value: unknown): string[] {
  const wrong = (use: string) => [`${key} is ${shown(value)}; use ${use}.`];
  if (key === "docker:host") return dockerHost.accepts(value) ? [] : wrong(dockerHost.use);
  const [namespace = "", ...rest] = key.split(":");
  const name = rest.join(":");
  if (rest.length === 0) return [`${key} has no namespace; ${suggestion(`apture:${key}`, stackSettings)}`];
  if (namespace === "docker" && !dockerSettings.includes(name))
    return [
      `${key} is not a setting; ${suggestion(
        key,
        dockerSettings.map((one) => `docker:${one}`),
      )}`,
    ];
  // Settings of other providers, unless the namespace is a typo.
  if (namespace !== "apture" && distance(namespace, "apture") > 2) return [];
  const setting = Object.entries(settings).find(([one]) => `apture:${one}` === key)?.[1];
  if (setting === undefined) return [`${key} is not a setting; ${suggestion(key, stackSettings)}`];
  return setting.accepts(value) ? [] : wrong(setting.use);
}

function isPort(value: unknown): boolean {
  const port = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= 65_535;
}

function isHostName(value: unknown): boolean {
  return typeof value === "string" && /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(value);
}

function isFlag(value: unknown): boolean {
  return value === true || value === false || value === "true" || value === "false";
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "";
}

function isSecret(value: unknown): boolean {
  return isText(value) || (isBlock(value) && isText(value["secure"]));
}

function isEngine(value: unknown): boolean {
  return typeof value === "string" && /^(unix|tcp|ssh|npipe|https?):\/\/\S+$/.test(value);
}

const isBlock = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const shown = (value: unknown) =>
  Array.isArray(value) ? "a list" : isBlock(value) ? "a block" : value === null ? "empty" : JSON.stringify(value);

function suggestion(key: string, known: readonly string[]): string {
  const near = closest(key, known);
  return distance(key, near) <= Math.max(2, Math.floor(near.length / 4))
    ? `did you mean ${near}?`
    : `use ${known.slice(0, -1).join(", ")} or ${known.at(-1)}.`;
}
