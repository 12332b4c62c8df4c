import { readStacks } from "../../../review/snapshot/stack";
import { planForUp } from "../../../stacks/plan";
import { edited } from "../../../testing/fixtures/declarationEdits";
import { declaration, problemsOf, StackFolder } from "./folder";

let folder: StackFolder;
beforeEach(() => (folder = new StackFolder()));
afterEach(() => folder.remove());

describe("before up changes anything, the files of the stack are checked together", () => {
  test("and a stack without problems is planned", () => {
    folder.declare("site", declaration, "config:\n  apture:port: 8081\n");
    folder.lock();
    expect(planForUp("site", folder.path).loadBalancer.services.some(({ name }) => name === "edge")).toBe(true);
  });

  test("a wrong setting, a tag in the lock and a wrong declaration", () => {
    folder.declare(
      "site",
      `export default ${JSON.stringify(edited({ "cache.instances": 0 }))};`,
      "config:\n  apture:prt: 80\n",
    );
    folder.lock({ app: "registry.example/app:latest", etcd: undefined });
    expect(problemsOf(() => planForUp("site", folder.path))).toEqual([
      "Pulumi.site.yaml: apture:prt is not a setting; did you mean apture:port?",
      'images/lock.json has "registry.example/app:latest" for the image app, which is no digest; npm run release -- <registry> builds and pushes images, and writes their digests there.',
      "images/lock.json has no digest of the image etcd; npm run release -- <registry> builds and pushes images, and writes their digests there.",
      "cache.instances is 0; use a whole number from 1 to 64.",
    ]);
  });

  test("a broken Pulumi.yaml", () => {
    folder.declare("site");
    folder.lock();
    folder.write("Pulumi.yaml", "name: [apture\n");
    expect(problemsOf(() => planForUp("site", folder.path))).toEqual([
      expect.stringMatching(/^Pulumi\.yaml is not valid YAML: .* at line 2, column 1\.$/),
    ]);
  });

  test("a missing lock", () => {
    folder.declare("site");
    expect(problemsOf(() => planForUp("site", folder.path))).toEqual([
      "images/lock.json does not exist; npm run release -- <registry> builds and pushes images, and writes their digests there.",
    ]);
  });

  test("but not the images that set-up builds on this machine", () => {
    folder.declare("site", declaration, "config:\n  apture:imageLock: images/lock.dev.json\n");
    expect(problemsOf(() => planForUp("site", folder.path))).toEqual([]);
    folder.write("images/lock.dev.json", JSON.stringify({ app: "registry.example/app:latest" }));
    expect(problemsOf(() => planForUp("site", folder.path))).toEqual([
      'images/lock.dev.json has "registry.example/app:latest" for the image app, which is no digest; npm run release -- <registry> builds and pushes images, and writes their digests there.',
    ]);
  });

  test("a missing secret of a declared store", () => {
    const s3 = { bucket: "site", region: "eu", endpoint: "s3.example.com" };
    const text = `export default ${JSON.stringify(edited({ "databases.content.backups.s3": s3 }))};`;
    folder.declare("site", text, "config:\n  apture:s3Key:\n    secure: v1:abc\n");
    folder.lock();
    expect(problemsOf(() => planForUp("site", folder.path))).toEqual([
      "Pulumi.site.yaml: apture:s3KeySecret is missing; set it with pulumi config set --secret apture:s3KeySecret -s site.",
    ]);
    folder.declare("site", text, "environment:\n  - site\n");
    expect(problemsOf(() => planForUp("site", folder.path))).toEqual([]);
  });
});

test("a review reports the problems of all files of a stack together, and no missing image", () => {
  folder.declare(
    "site",
    `export default ${JSON.stringify(edited({ "cache.instances": 0 }))};`,
    "config:\n  apture:prt: 80\n",
  );
  const wrong = "Pulumi.site.yaml: apture:prt is not a setting; did you mean apture:port?";
  const cache = "cache.instances is 0; use a whole number from 1 to 64.";
  expect(readStacks(folder.path)).toEqual([{ stack: "site", problems: [wrong, cache] }]);
  folder.write("images/lock.json", '{"app": ');
  expect(readStacks(folder.path)).toEqual([
    { stack: "site", problems: [wrong, expect.stringMatching(/^images\/lock\.json is not a JSON object \(/), cache] },
  ]);
});
