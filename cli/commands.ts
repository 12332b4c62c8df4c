import type { Command } from "./arguments";
import { benchmarks } from "./benchmarks";

/** What a command imports is loaded when it runs: `--help` answers at once, and a fault in one command does not stop the others. */
const load = {
  bench: (): typeof import("./commands/bench") => require("./commands/bench"),
  deadLetters: (): typeof import("./commands/deadLetters") => require("./commands/deadLetters"),
  down: (): typeof import("./commands/down") => require("./commands/down"),
  purge: (): typeof import("./commands/purge") => require("./commands/purge"),
  release: (): typeof import("./commands/release") => require("./commands/release"),
  restore: (): typeof import("./commands/restore") => require("./commands/restore"),
  preview: (): typeof import("./commands/preview") => require("./commands/preview"),
  review: (): typeof import("./commands/review") => require("./commands/review"),
  reviewComment: (): typeof import("../review/github") => require("../review/github"),
  status: (): typeof import("./commands/status") => require("./commands/status"),
  test: (): typeof import("./commands/test") => require("./commands/test"),
  up: (): typeof import("./commands/up") => require("./commands/up"),
  verifyDisk: (): typeof import("./commands/verifyDisk") => require("./commands/verifyDisk"),
};

const stack = {
  type: "string",
  short: "s",
  default: "dev",
  value: "NAME",
  help: "the stack: a file in stacks/",
} as const;
const yes = { type: "boolean", short: "y", help: "do not ask" } as const;
const json = { type: "boolean", help: "JSON, for programs" } as const;

/** The npm scripts. */
export const commands: Readonly<Record<string, Command>> = {
  up: {
    summary: "Brings a stack up, or to what its declaration says now. Installs what is missing first.",
    options: {
      stack,
      yes: { ...yes, help: "do not ask; a stack with apture:oneMachine (dev) never asks" },
      refresh: {
        type: "boolean",
        help: "read what really runs first; done by itself after an update that was cut off",
      },
    },
    run: (values) =>
      load.up().up({ stack: values.text("stack"), yes: values.flag("yes"), refresh: values.flag("refresh") }),
  },
  down: {
    summary: "Takes a stack down. Its data volumes stay, and are named.",
    options: {
      stack,
      volumes: { type: "boolean", help: "delete the data volumes too, after naming them" },
      yes,
    },
    run: (values) =>
      load.down().down({ stack: values.text("stack"), volumes: values.flag("volumes"), yes: values.flag("yes") }),
  },
  forget: {
    summary:
      "Deletes for good what a database left that is declared no longer: its volumes, after naming them, and its passwords.",
    options: { stack, yes },
    argument: "DATABASE",
    run: (values) =>
      load.purge().purge({ stack: values.text("stack"), database: values.argument, yes: values.flag("yes") }),
  },
  preview: {
    summary: "Shows what up would change, and changes nothing.",
    options: { stack, json },
    run: (values) => load.preview().preview({ stack: values.text("stack"), json: values.flag("json") }),
  },
  review: {
    summary:
      "Shows what a change between two revisions does to capacity. Needs no engine, unless with --preview; changes nothing.",
    options: {
      stack: { type: "string", short: "s", value: "NAME", help: "only this stack (default all)" },
      format: { type: "string", default: "text", value: "FORMAT", help: "markdown, json or text" },
      preview: {
        type: "boolean",
        help: "say where pulumi preview contradicts it: of the working tree and one stack (default dev)",
      },
    },
    argument: "RANGE",
    details: () =>
      "RANGE is base..head or base...head, as git diff takes it; a revision alone, or none (HEAD), is compared with the working tree.",
    run: (values) =>
      load.review().review({
        range: values.argument,
        stack: values.text("stack"),
        format: values.text("format"),
        preview: values.flag("preview"),
      }),
  },
  status: {
    summary: "Shows what runs: services, servers and their weights, queues, databases and their lag.",
    options: { stack, json },
    run: (values) => load.status().status({ stack: values.text("stack"), json: values.flag("json") }),
  },
  "review:comment": {
    summary:
      "Shows a review at its pull request, in one comment that later runs update, and sets the status of its commit.",
    options: {
      repository: { type: "string", value: "OWNER/NAME", help: "the repository on GitHub" },
      pull: {
        type: "string",
        value: "N",
        help: "the pull request; nothing is posted where its head is another commit by now",
      },
      commit: { type: "string", value: "SHA", help: "the commit that the report is about, all 40 digits" },
      file: { type: "string", value: "FILE", help: "the report, in Markdown (default: standard input)" },
      status: { type: "string", value: "STATUS", help: "success or failure: the status to set (default: none)" },
      author: { type: "string", value: "LOGIN", help: "who has posted before (default: whoever the token belongs to)" },
      "dry-run": { type: "boolean", help: "print the comment, and send nothing" },
    },
    details: () => "GITHUB_TOKEN is the token; GITHUB_API_URL the root of the API (default https://api.github.com).",
    run: (values) =>
      load.reviewComment().reviewComment({
        repository: values.text("repository"),
        pull: values.text("pull"),
        commit: values.text("commit"),
        file: values.text("file"),
        status: values.text("status"),
        author: values.text("author"),
        dryRun: values.flag("dry-run"),
      }),
  },
  "dead-letters": {
    summary:
      "Shows the jobs that were given up, and why; takes none away. With --replay it puts them back into the queue.",
    options: {
      stack,
      job: { type: "string", value: "ID", help: "only those of this job" },
      limit: { type: "string", value: "N", help: "so many at most (default 100; a replay takes all)" },
      replay: { type: "boolean", help: "put them back; each leaves the dead letters only once the queue has it" },
      json,
    },
    run: (values) =>
      load.deadLetters().deadLetters({
        stack: values.text("stack"),
        job: values.text("job"),
        limit: values.text("limit"),
        replay: values.flag("replay"),
        json: values.flag("json"),
      }),
  },
  "verify-disk": {
    summary: "Measures each database member's disk on its machine, and compares it with what is declared.",
    options: { stack, member: { type: "string", value: "NAME", help: "only this member: content-db-1" }, yes, json },
    argument: "STACK",
    run: (values) =>
      load.verifyDisk().verifyDisk({
        stack: values.argument ?? values.text("stack"),
        member: values.text("member"),
        yes: values.flag("yes"),
        json: values.flag("json"),
      }),
  },
  release: {
    summary:
      "Builds the images whose sources changed, pushes them to a registry, and writes the lock of digests that stacks run. Commit that.",
    options: {
      lock: {
        type: "string",
        default: "images/lock.json",
        value: "FILE",
        help: "the lock (apture:imageLock of the stacks that run them)",
      },
      "dry-run": { type: "boolean", help: "name the images that would be pushed; build and push nothing" },
    },
    argument: "REGISTRY",
    details: () => "REGISTRY is a host and a path: registry.example.com/apture. Credentials are those of docker login.",
    run: (values) =>
      load.release().release({ registry: values.argument, lock: values.text("lock"), dryRun: values.flag("dry-run") }),
  },
  restore: {
    summary: "Restores a database as it was at a time into a new one beside it. The old one is only read.",
    options: {
      stack,
      to: {
        type: "string",
        default: "latest",
        value: "TIME",
        help: 'a time such as "2027-01-31 18:30:00" (UTC), or "10 min ago"; all that there is, unless given',
      },
      as: { type: "string", value: "NAME", help: "the new database" },
      yes: { ...yes, help: "do not ask; a stack with apture:oneMachine (dev) never asks" },
    },
    argument: "DATABASE",
    run: (values) =>
      load.restore().restore({
        stack: values.text("stack"),
        database: values.argument,
        to: values.text("to"),
        as: values.text("as"),
        yes: values.flag("yes"),
      }),
  },
  test: {
    summary: "Type check and all tests; installs what they need, and leaves every stack alone.",
    options: {},
    run: () => load.test().test(["unit", "standins", "cluster"]),
  },
  "test:unit": {
    summary: "Type check and the tests that need no engine, in seconds.",
    options: {},
    run: () => load.test().test(["unit"]),
  },
  "test:standins": {
    summary: "The stand-in plugins, against the engine.",
    options: {},
    run: () => load.test().test(["standins"]),
  },
  "test:cluster": {
    summary: "The cluster, from outside.",
    options: {},
    run: () => load.test().test(["cluster"]),
  },
  typecheck: {
    summary: "The type check alone.",
    options: {},
    run: () => load.test().typeCheck(),
  },
  bench: {
    summary: "Runs one benchmark of bench/.",
    options: { part: { type: "string", value: "PART", help: "only one part of it, where it has parts" } },
    argument: "NAME",
    details: () => `Benchmarks: ${benchmarks().join(", ") || "none yet"}`,
    run: (values) => load.bench().bench(values.argument, values.text("part")),
  },
};
