import { serviceChanges } from "../../../review/diff/services";
import { unschedulable } from "../../../review/diff/unschedulable";
import { questionsOf } from "../../../review/questions";
import type { StackSnapshot } from "../../../review/snapshot/schema";
import { snapshotOfDeclaration } from "../../../review/snapshot/stack";
import production from "../../../stacks/production";
import { type Edit, edited } from "../../../testing/fixtures/declarationEdits";

const twoTiers: Edit = {
  "loadBalancer.weights": { evented: 1, apache: 1 },
  "web.evented": { server: "gunicorn-gevent", instances: 8, connections: 100, memory: "512 MiB" },
  "web.apache.instances": 8,
};

function snapshot(edit: Edit): StackSnapshot {
  const made = snapshotOfDeclaration("production", edited(edit, production), {
    publishedPort: 80,
    policies: [],
  });
  if ("problems" in made) throw new Error(made.problems.join("\n"));
  return made;
}

function asked(edit: Edit, base: Edit = {}): string[] {
  return questionsOf(snapshot(base).metrics, snapshot({ ...base, ...edit }).metrics);
}

/** A change, its edit, the questions, and edits of the base. */
const table: readonly (readonly [string, Edit, readonly string[], Edit?])[] = [
  ["a single change", { "web.apache.memory": "1100 MiB" }, []],
  [
    "more requests for fewer instances",
    { "loadBalancer.weights.evented": 2, "web.evented.instances": 4 },
    [
      "evented gets 66.7 % of requests instead of 50 %, with 4 instances instead of 8: each instance gets 2.7 " +
        "times as many. Is this intended?",
    ],
    twoTiers,
  ],
  [
    "many more concurrent requests with unchanged pools",
    {
      "web.apache.instances": 24,
      "machines.web-5": production.machines["web-1"],
      "machines.web-6": production.machines["web-1"],
    },
    [
      "Tiers serve 768 concurrent requests instead of 512, but content still has 120 connections and views " +
        "still has 80 connections. Will requests wait for a connection instead?",
    ],
  ],
  [
    "more traffic for unchanged tiers",
    { "traffic.pages": 4_000 },
    ["traffic.pages rises from 2,500/s to 4,000/s, but the tiers still serve 512 concurrent requests. Is that enough?"],
  ],
  [
    "a cache that leaves its machines little memory",
    { "cache.memory": "5 GiB" },
    [
      "Until the cache is warm, up to 2,500 pages/s miss it, but db-2 serves 1,480 random reads/s. Is there a " +
        "time with less traffic for it?",
      "The cache needs 11.1 GiB instead of 2.3 GiB of the 11.8 GiB on its machines: 672 MiB is left for " +
        "everything else. Should they get more memory?",
    ],
  ],
  [
    "more writes for an unchanged disk",
    { "workers.flow.ceiling": 51 },
    [
      "Workers and edits may write 732 rows/s instead of 720: 98.9 % of the 740 rows/s that the disk of db-1 " +
        "sustains. Is the rest enough for all other writes?",
    ],
  ],
  ["more writes for a faster disk", { "workers.flow.ceiling": 55, "machines.db-1.disk.writeIops": 900 }, []],
  [
    "a database led from a slower disk",
    {
      "machines.db-2.disk.writeIops": 700,
      "databases.content.primary": "db-2",
      "databases.content.replicas": ["db-1"],
    },
    ["The disk of content's primary sustains 700 rows/s instead of 740 (db-1 → db-2). Is this intended?"],
  ],
  [
    "a machine without a member",
    { "machines.db-4": production.machines["db-1"] },
    ["db-4 is a new machine for databases, but no database uses it. Does another change follow?"],
  ],
];

test.each(table.map(([what, edit, questions, base]) => ({ what, edit, questions, base })))(
  "questions about $what",
  ({ edit, questions, base }) => {
    expect(asked(edit, base)).toEqual(questions);
  },
);

test("finds tasks that fit on no machine, although the total free memory suffices", () => {
  const [before, after] = [snapshot({}), snapshot({ "cache.instances": 10 })];
  expect(unschedulable(before, after, serviceChanges(before, after))).toEqual([
    { service: "cache-8", tasks: 1, memory: 1_174 * 2 ** 20 + 2 ** 20, role: "cache" },
    { service: "cache-9", tasks: 1, memory: 1_174 * 2 ** 20 + 2 ** 20, role: "cache" },
    { service: "cache-10", tasks: 1, memory: 1_174 * 2 ** 20 + 2 ** 20, role: "cache" },
  ]);
});

test("counts the memory that scaling down frees, and that removed services need until the end", () => {
  const half = snapshot({ "web.apache.instances": 16 });
  const renamed = snapshot({
    "web.apache": undefined,
    "web.pages": production.web.apache,
    "loadBalancer.weights": { pages: 1 },
  });
  expect(unschedulable(half, renamed, serviceChanges(half, renamed))).toEqual([]);
  const full = snapshot({ "web.apache.instances": 24 });
  const both = snapshot({
    "web.apache": undefined,
    "web.pages": { ...production.web.apache, instances: 24 },
    "loadBalancer.weights": { pages: 1 },
  });
  expect(unschedulable(full, both, serviceChanges(full, both))).toEqual([
    { service: "pages", tasks: 16, memory: 2 ** 30, role: "web" },
  ]);
});
