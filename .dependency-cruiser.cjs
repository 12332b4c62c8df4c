// Which room may import which. `npm run check` fails on a circle and on an arrow that is not listed here.
// docs/architecture.md describes the rooms.
const rooms = {
  lib: [],
  contracts: ["lib"],
  components: ["contracts", "lib"],
  policies: ["components", "contracts", "lib"],
  stacks: ["policies", "components", "contracts", "lib"],
  reconcilers: ["contracts", "lib"],
  standins: [],
  setup: ["standins", "lib"],
  review: ["stacks", "policies", "components", "contracts", "lib"],
  cli: ["docs", "review", "setup", "stacks", "policies", "components", "contracts", "lib"],
  docs: ["components", "contracts", "lib"],
  examples: ["stacks", "policies", "components", "contracts", "lib"],
  testing: ["cli", "review", "setup", "stacks", "policies", "components", "contracts", "lib"],
  bench: ["testing", "review", "setup", "stacks", "policies", "components", "contracts", "lib"],
};

/** The same for the rooms of the review, in the order in which a report is made. */
const reviewRooms = {
  git: [],
  phrasing: [],
  snapshot: ["phrasing"],
  diff: ["snapshot", "phrasing"],
  effects: ["diff", "snapshot", "phrasing"],
  questions: ["effects", "diff", "snapshot", "phrasing"],
  headline: ["diff", "snapshot", "phrasing"],
  render: ["diff", "snapshot", "phrasing"],
  preview: ["diff", "snapshot", "phrasing"],
  github: [],
};

/** Tests next to what they test are not part of a room. */
const test = "\\.test\\.ts$";

const onlyTheListed = (all, prefix, label) =>
  Object.entries(all).map(([room, allowed]) => ({
    name: `${label}-${room}`,
    comment: `${prefix}${room} may import ${allowed.length === 0 ? "no other room" : allowed.join(", ")}.`,
    severity: "error",
    from: { path: `^${prefix}${room}/`, pathNot: [test, "^setup/start\\.js$", "^standins/test/"] },
    to: {
      path: `^${prefix}(${Object.keys(all).join("|")}|test)/`,
      pathNot: `^${prefix}(${[room, ...allowed].join("|")})/`,
    },
  }));

module.exports = {
  forbidden: [
    {
      name: "no-circle",
      comment: "Two files that need each other are one idea, or a third file that both need.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    ...onlyTheListed(rooms, "", "room"),
    ...onlyTheListed(reviewRooms, "review/", "review"),
    {
      name: "plans-are-pure",
      comment: "Only components, the program and the stand-ins use Pulumi. Plans, policies and reviews need neither.",
      severity: "error",
      from: {
        path: "^(lib|contracts|components|policies|stacks|review|reconcilers)/",
        pathNot: [
          "^components/[^/]+/index\\.ts$",
          "^components/swarm/(platform|service|system)\\.ts$",
          "^stacks/index\\.ts$",
          test,
        ],
      },
      to: { path: "node_modules/(@pulumi|dockerode)/" },
    },
    {
      name: "no-dev-dependency-in-the-product",
      comment: "A package that the product imports belongs to dependencies.",
      severity: "error",
      from: { path: "^(lib|contracts|components|policies|stacks|review|reconcilers|cli|setup)/", pathNot: test },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".json"],
      mainFields: ["main", "types"],
      conditionNames: ["require", "node", "default", "types"],
      exportsFields: ["exports"],
    },
  },
};
