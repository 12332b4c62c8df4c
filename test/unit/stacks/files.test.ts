import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DeclarationError } from "../../../components/declaration/problems";
import { imageNames } from "../../../components/swarm/plan";
import { Problem } from "../../../lib/problem";
import { checkStackConfig, readStackConfig, stackSettings } from "../../../lib/stackConfig";
import { readStacks } from "../../../review/snapshot/stack";
import { declarationIn, incompleteStacks, stackNames } from "../../../stacks/declarations";
import dev from "../../../stacks/dev";
import { planForUp } from "../../../stacks/plan";
import { edited } from "../../../testing/fixtures/declarationEdits";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "stacks-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, text = ""): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

const declaration = `export default ${JSON.stringify(dev)};\n`;
function declare(stack: string, text = declaration, config = "config: {}\n"): void {
  write(`stacks/${stack}.ts`, text);
  write(`Pulumi.${stack}.yaml`, config);
}

const digest = `sha256:${"0".repeat(64)}`;
const lock = Object.fromEntries(imageNames.map((name) => [name, `registry.example/${name}@${digest}`]));
const writeLock = (changes = {}) => write("images/lock.json", JSON.stringify({ ...lock, ...changes }));

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof DeclarationError || error instanceof Problem)) throw error;
    return error.message.split("\n");
  }
}

describe("stacks/", () => {
  test.each<[string, string, string]>([
    ["a document", "README.md", "# Stacks"],
    ["a helper", "machines.ts", "export const machines = {};"],
    ["a helper that exports a function", "machines.ts", "export default function machines() {}"],
    ["a helper that exports a value", "names.ts", 'export default ["db-1"];'],
    ["a backup", "dev.ts~", declaration],
    ["a numbered backup", "dev.ts.~1~", declaration],
    ["a lock of an editor", ".#dev.ts", declaration],
    ["a swap file", ".dev.ts.swp", "b0VIM"],
    ["an auto-save file", "#dev.ts#", declaration],
    ["a copy", "dev 2.ts", declaration],
    ["a named copy", "dev copy.ts", declaration],
    ["a test", "dev.test.ts", 'throw new Error("a test must not run here");'],
    ["a type declaration", "dev.d.ts", "export default dev;"],
    ["a file in a folder", "old/dev.ts", declaration],
    ["a folder with the name of a stack file", "old.ts/README.md", ""],
  ])("may have %s", (_what, file, text) => {
    declare("dev");
    write(`stacks/${file}`, text);
    expect(stackNames(folder)).toEqual(["dev"]);
    expect(incompleteStacks(folder)).toEqual([]);
    writeLock();
    expect(readStacks(folder).map(({ stack }) => stack)).toEqual(["dev"]);
  });

  test.each(["export default dev;", "export { dev as default };", "export { type Site, dev as default };"])(
    "a declaration ends with %p",
    (ending) => {
      declare("site", `const dev = {};\n${ending}\n`);
      expect(stackNames(folder)).toEqual(["site"]);
    },
  );

  test("need not exist", () => expect(stackNames(folder)).toEqual([]));
});

describe("an incomplete stack names the missing part, to commands and reviews", () => {
  test.each<[string, () => void, string]>([
    [
      "no configuration",
      () => write("stacks/site.ts", declaration),
      'stacks/site.ts has no Pulumi.site.yaml; add one, with the line "config: {}".',
    ],
    [
      "no declaration",
      () => write("Pulumi.site.yaml", "config: {}"),
      "Pulumi.site.yaml has no declaration; add stacks/site.ts, or delete Pulumi.site.yaml.",
    ],
    [
      "no default export",
      () => declare("site", "export const site = {};"),
      'stacks/site.ts has no default export; write "export default { ... } satisfies ClusterDeclaration".',
    ],
  ])("%s", (_what, make, problem) => {
    declare("dev");
    make();
    expect(stackNames(folder)).toEqual(["dev"]);
    expect(problemsOf(() => declarationIn(folder, "site"))).toEqual([problem]);
    expect(readStacks(folder)).toContainEqual({ stack: "site", problems: [problem] });
  });

  test("and an unknown stack names the known ones", () => {
    declare("dev");
    expect(problemsOf(() => planForUp("site", folder))).toEqual([
      "The stack site is not declared; use dev, or add stacks/site.ts and Pulumi.site.yaml.",
    ]);
  });
});

/** The fault, the file, and the exact problems. */
const wrongSettings: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "a port in words",
    "config:\n  apture:port: eighty\n",
    ['Pulumi.site.yaml: apture:port is "eighty"; use a whole number from 1 to 65,535.'],
  ],
  [
    "a port out of range",
    "config:\n  apture:port: 65536\n",
    ["Pulumi.site.yaml: apture:port is 65536; use a whole number from 1 to 65,535."],
  ],
  [
    "an address as the domain",
    "config:\n  apture:domain: https://www.example.com\n",
    [
      'Pulumi.site.yaml: apture:domain is "https://www.example.com"; use a host name without scheme and port, such as "www.example.com".',
    ],
  ],
  [
    "a typo",
    "config:\n  apture:prt: 80\n",
    ["Pulumi.site.yaml: apture:prt is not a setting; did you mean apture:port?"],
  ],
  [
    "an unknown setting",
    "config:\n  apture:certificates: mine\n",
    [
      "Pulumi.site.yaml: apture:certificates is not a setting; use apture:port, apture:domain, apture:oneMachine, apture:imageLock, apture:s3Key, apture:s3KeySecret or docker:host.",
    ],
  ],
  [
    "a setting without a namespace",
    "config:\n  port: 80\n",
    ["Pulumi.site.yaml: port has no namespace; did you mean apture:port?"],
  ],
  [
    "several wrong types",
    'config:\n  apture:oneMachine: "yes"\n  apture:imageLock: [images/lock.json]\n  docker:host: manager\n  apture:s3Key: 7\n',
    [
      'Pulumi.site.yaml: apture:oneMachine is "yes"; use true or false.',
      'Pulumi.site.yaml: apture:imageLock is a list; use the path of a file, such as "images/lock.json".',
      'Pulumi.site.yaml: docker:host is "manager"; use an address such as "ssh://ops@manager" or "unix:///var/run/docker.sock".',
      "Pulumi.site.yaml: apture:s3Key is 7; use pulumi config set --secret apture:s3Key.",
    ],
  ],
  [
    "an empty setting",
    "config:\n  apture:port:\n",
    ["Pulumi.site.yaml: apture:port is empty; use a whole number from 1 to 65,535."],
  ],
  [
    "a list of settings",
    "config:\n  - apture:port\n",
    ["Pulumi.site.yaml: config is a list; use a block of settings."],
  ],
  ["a text", "apture\n", ['Pulumi.site.yaml is "apture"; use a block of settings.']],
  [
    "a typo outside of config",
    "confg:\n  apture:port: 80\n",
    ["Pulumi.site.yaml: confg is not known to Pulumi; did you mean config?"],
  ],
  [
    "broken YAML",
    "config:\n  apture:port: 80\n apture:oneMachine: true\n",
    [expect.stringMatching(/^Pulumi\.site\.yaml is not valid YAML: .* at line 3, column \d+\.$/)],
  ],
  [
    "an unknown alias",
    "config:\n  apture:port: *port\n",
    ["Pulumi.site.yaml is not valid YAML: Unresolved alias (the anchor must be set before the alias): port."],
  ],
  [
    "a typo in a namespace",
    "config:\n  apure:port: 80\n  docker:hots: ssh://manager\n",
    [
      "Pulumi.site.yaml: apure:port is not a setting; did you mean apture:port?",
      "Pulumi.site.yaml: docker:hots is not a setting; did you mean docker:host?",
    ],
  ],
  [
    "a setting twice",
    "config:\n  apture:port: 80\n  apture:port: 81\n",
    [expect.stringMatching(/^Pulumi\.site\.yaml is not valid YAML: Map keys must be unique at line 3/)],
  ],
];

describe("Pulumi.<stack>.yaml", () => {
  test.each(wrongSettings)("is rejected with %s", (_what, text, problems) => {
    write("Pulumi.site.yaml", text);
    expect(problemsOf(() => readStackConfig("site", folder))).toEqual(problems);
    expect(checkStackConfig("site", folder)).toMatchObject({ config: { dockerHost: undefined, oneMachine: false } });
  });

  test("accepts every setting that the program, Pulumi.yaml and the documentation name", () => {
    const read = (file: string) => readFileSync(join(__dirname, "../../..", file), "utf8");
    const used = [...read("stacks/index.ts").matchAll(/\bconfig\.(?:get|require)\w*\("(\w+)"\)/g)];
    const declared = [...read("Pulumi.yaml").matchAll(/^ {2}apture:(\w+):$/gm)];
    const documented = [...read("docs/operations.md").matchAll(/`apture:(\w+)`/g)];
    for (const [, name = ""] of [...used, ...declared, ...documented])
      expect(stackSettings).toContain(`apture:${name}`);
    expect([used.length, declared.length, documented.length]).not.toContain(0);
  });

  test("accepts settings of providers, secrets, environments and what Pulumi adds", () => {
    write(
      "Pulumi.site.yaml",
      "encryptionsalt: v1:abc\nenvironment:\n  - site\nconfig:\n  apture:s3Key:\n    secure: v1:abc\n  apture:s3KeySecret: plain\n  random:seed: 7\n  docker:host: tcp://10.0.0.1:2375\n",
    );
    expect(checkStackConfig("site", folder)).toMatchObject({
      config: { dockerHost: "tcp://10.0.0.1:2375" },
      imports: true,
      problems: [],
    });
  });
});

describe("before up changes anything, the files of the stack are checked together", () => {
  test("and a stack without problems is planned", () => {
    declare("site", declaration, "config:\n  apture:port: 8081\n");
    writeLock();
    expect(planForUp("site", folder).loadBalancer.services.some(({ name }) => name === "edge")).toBe(true);
  });

  test("a wrong setting, a tag in the lock and a wrong declaration", () => {
    declare(
      "site",
      `export default ${JSON.stringify(edited({ "cache.instances": 0 }))};`,
      "config:\n  apture:prt: 80\n",
    );
    writeLock({ app: "registry.example/app:latest", etcd: undefined });
    expect(problemsOf(() => planForUp("site", folder))).toEqual([
      "Pulumi.site.yaml: apture:prt is not a setting; did you mean apture:port?",
      'images/lock.json has "registry.example/app:latest" for the image app, which is no digest; npm run release -- <registry> builds and pushes images, and writes their digests there.',
      "images/lock.json has no digest of the image etcd; npm run release -- <registry> builds and pushes images, and writes their digests there.",
      "cache.instances is 0; use a whole number from 1 to 64.",
    ]);
  });

  test("a broken Pulumi.yaml", () => {
    declare("site");
    writeLock();
    write("Pulumi.yaml", "name: [apture\n");
    expect(problemsOf(() => planForUp("site", folder))).toEqual([
      expect.stringMatching(/^Pulumi\.yaml is not valid YAML: .* at line 2, column 1\.$/),
    ]);
  });

  test("a missing lock", () => {
    declare("site");
    expect(problemsOf(() => planForUp("site", folder))).toEqual([
      "images/lock.json does not exist; npm run release -- <registry> builds and pushes images, and writes their digests there.",
    ]);
  });

  test("but not the images that set-up builds on this machine", () => {
    declare("site", declaration, "config:\n  apture:imageLock: images/lock.dev.json\n");
    expect(problemsOf(() => planForUp("site", folder))).toEqual([]);
    write("images/lock.dev.json", JSON.stringify({ app: "registry.example/app:latest" }));
    expect(problemsOf(() => planForUp("site", folder))).toEqual([
      'images/lock.dev.json has "registry.example/app:latest" for the image app, which is no digest; npm run release -- <registry> builds and pushes images, and writes their digests there.',
    ]);
  });

  test("a missing secret of a declared store", () => {
    const s3 = { bucket: "site", region: "eu", endpoint: "s3.example.com" };
    const text = `export default ${JSON.stringify(edited({ "databases.content.backups.s3": s3 }))};`;
    declare("site", text, "config:\n  apture:s3Key:\n    secure: v1:abc\n");
    writeLock();
    expect(problemsOf(() => planForUp("site", folder))).toEqual([
      "Pulumi.site.yaml: apture:s3KeySecret is missing; set it with pulumi config set --secret apture:s3KeySecret -s site.",
    ]);
    declare("site", text, "environment:\n  - site\n");
    expect(problemsOf(() => planForUp("site", folder))).toEqual([]);
  });
});

test("a review reports the problems of all files of a stack together, and no missing image", () => {
  declare("site", `export default ${JSON.stringify(edited({ "cache.instances": 0 }))};`, "config:\n  apture:prt: 80\n");
  const wrong = "Pulumi.site.yaml: apture:prt is not a setting; did you mean apture:port?";
  const cache = "cache.instances is 0; use a whole number from 1 to 64.";
  expect(readStacks(folder)).toEqual([{ stack: "site", problems: [wrong, cache] }]);
  write("images/lock.json", '{"app": ');
  expect(readStacks(folder)).toEqual([
    { stack: "site", problems: [wrong, expect.stringMatching(/^images\/lock\.json is not a JSON object \(/), cache] },
  ]);
});
