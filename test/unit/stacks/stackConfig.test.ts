import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkStackConfig, readStackConfig, stackSettings } from "../../../lib/stackConfig";
import { problemsOf, StackFolder } from "./folder";

let folder: StackFolder;
beforeEach(() => (folder = new StackFolder()));
afterEach(() => folder.remove());

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
    folder.write("Pulumi.site.yaml", text);
    expect(problemsOf(() => readStackConfig("site", folder.path))).toEqual(problems);
    expect(checkStackConfig("site", folder.path)).toMatchObject({
      config: { dockerHost: undefined, oneMachine: false },
    });
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
    folder.write(
      "Pulumi.site.yaml",
      "encryptionsalt: v1:abc\nenvironment:\n  - site\nconfig:\n  apture:s3Key:\n    secure: v1:abc\n  apture:s3KeySecret: plain\n  random:seed: 7\n  docker:host: tcp://10.0.0.1:2375\n",
    );
    expect(checkStackConfig("site", folder.path)).toMatchObject({
      config: { dockerHost: "tcp://10.0.0.1:2375" },
      imports: true,
      problems: [],
    });
  });
});
