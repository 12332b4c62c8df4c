import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { cluster } from "./support/cluster";

jest.setTimeout(180_000);

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.org", ...args], {
    cwd: cluster.folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
const commit = () => {
  git("add", "--all");
  git("commit", "--quiet", "--message", "The declared cluster");
};

beforeAll(() => {
  git("init", "--quiet");
  commit();
});
afterAll(() => rmSync(join(cluster.folder, ".git"), { recursive: true }));

const weights = ["weights: { evented: 2, apache: 1 }", "weights: { evented: 3, apache: 1 }"] as const;

test("a review of the working tree agrees with its Pulumi preview", async () => {
  const undo = cluster.declare(...weights);
  try {
    const { code, output } = await cluster.run("review", "--preview");
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("evented: share of requests") });
    expect(output).toMatch(/Comparison with pulumi preview\n +pulumi preview agrees: 1 updated\./);
  } finally {
    undo();
  }
});

test("a review reports an earlier change that was merged but never applied", async () => {
  const undoMerged = cluster.declare(
    'processes: 2, threads: 8, memory: "256 MiB"',
    'processes: 2, threads: 8, memory: "320 MiB"',
  );
  try {
    commit();
    const undo = cluster.declare(...weights);
    const { code, output } = await cluster.run("review", "--preview");
    undo();
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringMatching(/Pulumi would update apache .*; the review does not mention it\./),
    });
  } finally {
    undoMerged();
    commit();
  }
});
