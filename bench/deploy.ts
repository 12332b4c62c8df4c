import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { planStack } from "../stacks/plan";
import { median } from "../testing/checkers/statistics";
import { Project } from "../testing/project";
import { timed } from "../testing/run";
import { stackDeploy } from "./deploy/stackDeploy";
import { report } from "./support/report";

const root = resolve(__dirname, "..");
const folder = join(tmpdir(), "apture-bench-deploy");
const stack = "bench";
const port = 18_081;
const previews = 5;
/** Resources of the simple program. The cluster has as many. */
const resources = 89;

const emptyProgram = 'import * as pulumi from "@pulumi/pulumi";\n\nexport const stack = pulumi.getStack();\n';
const simpleProgram = `import * as random from "@pulumi/random";

for (let i = 0; i < ${resources}; i++) new random.RandomId(\`id-\${i}\`, { byteLength: 8 });
`;

/** Times `up`, next to `docker stack deploy` of the same services, and previews, next to those of simpler programs. */
async function main(): Promise<number> {
  console.log("Timing docker stack deploy, npm run up, previews and a weight change. This takes about 5 minutes.");
  const deploySeconds = await stackDeploy(
    planStack("dev", { publishedPort: port }),
    stack,
    join(root, "images/lock.dev.json"),
    `${folder}-compose`,
  );
  const project = Project.copy(folder, stack, port);
  try {
    const up = await project.up();
    const empty = await createProgram("empty", emptyProgram);
    const simple = await createProgram("simple", simpleProgram);
    await timed("pulumi", ["up", "--stack", stack, "--yes", "--non-interactive", "--parallel", "1000"], {
      cwd: simple,
      env: withPassphrase(simple),
    });
    const preview = (cwd: string, ...args: string[]) =>
      timed("pulumi", ["preview", "--stack", stack, "--non-interactive", ...args], { cwd, env: withPassphrase(cwd) });
    const seconds = { empty: [] as number[], simple: [] as number[], cluster: [] as number[] };
    for (let run = 0; run < previews; run++) {
      seconds.empty.push(await preview(empty));
      seconds.simple.push(await preview(simple));
      seconds.cluster.push(await preview(project.folder, "--config-file", project.configFile));
    }
    const medians = { empty: median(seconds.empty), simple: median(seconds.simple), cluster: median(seconds.cluster) };
    project.declare("weights: { evented: 2, apache: 1 }", "weights: { evented: 3, apache: 1 }");
    const weightChange = await project.up();
    return report("deploy", [
      { name: "docker stack deploy --detach=false", value: deploySeconds, unit: "s" },
      { name: "npm run up from nothing, images built", value: up.seconds, unit: "s" },
      { name: "up / docker stack deploy", value: up.seconds / deploySeconds, unit: "", atMost: 0.5 },
      { name: `preview of an empty program, median of ${previews}`, value: medians.empty, unit: "s" },
      { name: `preview of ${resources} RandomIds, median of ${previews}`, value: medians.simple, unit: "s" },
      { name: `preview of the cluster without a change, median of ${previews}`, value: medians.cluster, unit: "s" },
      { name: "preview of the RandomIds / of the empty program", value: medians.simple / medians.empty, unit: "" },
      {
        name: "preview of the cluster / of the empty program",
        value: medians.cluster / medians.empty,
        unit: "",
        atMost: 1.3,
      },
      { name: "npm run up of a weight change", value: weightChange.seconds, unit: "s" },
    ]);
  } finally {
    await project.run("down", "--volumes", "--yes");
    rmSync(folder, { recursive: true, force: true });
    for (const name of ["empty", "simple"]) rmSync(`${folder}-${name}`, { recursive: true, force: true });
  }
}

/** Creates a Pulumi program of one file that runs as this project's does, and its stack. Returns its folder. */
async function createProgram(name: string, text: string): Promise<string> {
  const project = `${folder}-${name}`;
  rmSync(project, { recursive: true, force: true });
  mkdirSync(join(project, ".state"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  writeFileSync(join(project, ".state", "passphrase"), name);
  writeFileSync(join(project, "index.ts"), text);
  writeFileSync(
    join(project, "Pulumi.yaml"),
    `name: ${name}
runtime:
  name: nodejs
  options:
    typescript: false
    nodeargs: "--import tsx"
main: index.ts
backend:
  url: file://./.state
`,
  );
  await timed("pulumi", ["stack", "init", stack, "--non-interactive"], { cwd: project, env: withPassphrase(project) });
  return project;
}

const withPassphrase = (project: string): NodeJS.ProcessEnv => ({
  ...process.env,
  PULUMI_CONFIG_PASSPHRASE_FILE: join(project, ".state", "passphrase"),
});

void main().then((code) => {
  process.exitCode = code;
});
