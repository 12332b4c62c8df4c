import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { planStack } from "../stacks/plan";
import { Project } from "../testing/project";
import { stackDeploy } from "./deploy/stackDeploy";
import { median, timed } from "./support/measure";
import { type Figure, report } from "./support/report";

const root = resolve(__dirname, "..");
const folder = join(tmpdir(), "apture-bench-deploy");
const stack = "bench";
const port = 18_081;
const previews = 5;
/** Resources of the least program that the cluster's preview is compared with: as many as the cluster has. */
const resources = 89;

/** How long `up` takes, beside `docker stack deploy` of the same services; and a preview, beside that of an empty program. */
async function main(): Promise<number> {
  console.log("Timing docker stack deploy, npm run up, previews and a weight change; about five minutes.");
  const deploy = await stackDeploy(
    planStack("dev", { publishedPort: port }),
    stack,
    join(root, "images/lock.dev.json"),
    `${folder}-compose`,
  );
  const project = Project.copy(folder, stack, port);
  try {
    const up = await project.up();
    const empty = await program(
      "empty",
      'import * as pulumi from "@pulumi/pulumi";\n\nexport const stack = pulumi.getStack();\n',
    );
    const trivial = await program(
      "trivial",
      `import * as random from "@pulumi/random";\n\nfor (let i = 0; i < ${resources}; i++) new random.RandomId(\`id-\${i}\`, { byteLength: 8 });\n`,
    );
    await timed("pulumi", ["up", "--stack", stack, "--yes", "--non-interactive", "--parallel", "1000"], {
      cwd: trivial,
      env: withState(trivial),
    });
    const preview = (folder: string, ...args: string[]) =>
      timed("pulumi", ["preview", "--stack", stack, "--non-interactive", ...args], {
        cwd: folder,
        env: withState(folder),
      });
    const times = { empty: [] as number[], trivial: [] as number[], cluster: [] as number[] };
    for (let run = 0; run < previews; run++) {
      times.empty.push(await preview(empty));
      times.trivial.push(await preview(trivial));
      times.cluster.push(await preview(project.folder, "--config-file", project.configFile));
    }
    project.declare("weights: { evented: 2, apache: 1 }", "weights: { evented: 3, apache: 1 }");
    const weight = await project.up();
    const figures: Figure[] = [
      { name: "docker stack deploy --detach=false", value: deploy, unit: "s" },
      { name: "npm run up, from nothing, images built", value: up.seconds, unit: "s" },
      { name: "up / stack deploy", value: up.seconds / deploy, unit: "", atMost: 0.5 },
      { name: `preview of an empty program, median of ${previews}`, value: median(times.empty), unit: "s" },
      { name: `preview of ${resources} RandomIds, median of ${previews}`, value: median(times.trivial), unit: "s" },
      { name: `preview without a change, median of ${previews}`, value: median(times.cluster), unit: "s" },
      {
        name: "preview of the RandomIds / empty program",
        value: median(times.trivial) / median(times.empty),
        unit: "",
      },
      { name: "preview / empty program", value: median(times.cluster) / median(times.empty), unit: "", atMost: 1.3 },
      { name: "npm run up, one weight change", value: weight.seconds, unit: "s" },
    ];
    return report("deploy", figures);
  } finally {
    await project.run("down", "--volumes", "--yes");
    rmSync(folder, { recursive: true, force: true });
    for (const name of ["empty", "trivial"]) rmSync(`${folder}-${name}`, { recursive: true, force: true });
  }
}

/** A program of one file, run as this project's is. Empty: what `pulumi new typescript` begins with, less its example. */
async function program(name: string, text: string): Promise<string> {
  const project = `${folder}-${name}`;
  rmSync(project, { recursive: true, force: true });
  mkdirSync(join(project, ".state"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  writeFileSync(join(project, ".state", "passphrase"), name);
  writeFileSync(join(project, "index.ts"), text);
  writeFileSync(
    join(project, "Pulumi.yaml"),
    `name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n    nodeargs: "--import tsx"\nmain: index.ts\nbackend:\n  url: file://./.state\n`,
  );
  await timed("pulumi", ["stack", "init", stack, "--non-interactive"], { cwd: project, env: withState(project) });
  return project;
}

const withState = (project: string): NodeJS.ProcessEnv => ({
  ...process.env,
  PULUMI_CONFIG_PASSPHRASE_FILE: join(project, ".state", "passphrase"),
});

void main().then((code) => {
  process.exitCode = code;
});
