import { serviceChanges } from "../../../review/diff/services";
import { unschedulable } from "../../../review/diff/unschedulable";
import { questionsOf } from "../../../review/questions";
import type { StackSnapshot } from "../../../review/snapshot/schema";
import { snapshotOfDeclaration } from "../../../review/snapshot/stack";
import production from "../../../stacks/production";
import { type Edit, edited } from "../cluster/edits";

const twoTiers: Edit = {
  "loadBalancer.weights": { evented: 1, apache: 1 },
  "web.evented": { server: "gunicorn-gevent", instances: 8, connections: 100, memory: "512 MiB" },
  "web.apache.instances": 8,
};

function facts(edit: Edit): StackSnapshot {
  const made = snapshotOfDeclaration("production", edited(edit, production), {
    publishedPort: 80,
    policies: [],
    images: {},
    packages: {},
  });
  if ("problems" in made) throw new Error(made.problems.join("\n"));
  return made;
}

function asked(edit: Edit, base: Edit = {}): string[] {
  return questionsOf(facts(base).figures, facts({ ...base, ...edit }).figures);
}

/** What changes, the edit, what is asked; and what the base has besides, where it has. */
const table: readonly (readonly [string, Edit, readonly string[], Edit?])[] = [
  ["a change of one thing", { "web.apache.memory": "1100 MiB" }, []],
  [
    "more of the requests for fewer instances",
    { "loadBalancer.weights.evented": 2, "web.evented.instances": 4 },
    ["evented gets 50 % → 66.7 % of the requests with 8 → 4 instances: each gets 2.7 times as many. Is that meant?"],
    twoTiers,
  ],
  [
    "many more places in front of the same pools",
    {
      "web.apache.instances": 24,
      "machines.web-5": production.machines["web-1"],
      "machines.web-6": production.machines["web-1"],
    },
    [
      "Tiers serve 512 → 768 requests at a time, and content still has 120 connections, views still has 80 connections. Do requests wait for a connection instead of for a place?",
    ],
  ],
  [
    "more traffic for the same tiers",
    { "traffic.pages": 4_000 },
    ["traffic.pages is 2,500 → 4,000/s, and the tiers serve 512 requests at a time as before. Do they have the room?"],
  ],
  [
    "a cache that leaves its machines little",
    { "cache.memory": "5 GiB" },
    [
      "Until the cache is warm, up to 2,500 pages/s miss it, and db-2 does 1,480 random reads/s. Is there an hour with less traffic for it?",
      "The cache takes 2.3 GiB → 11.1 GiB on machines that have 11.8 GiB for it, as before: 672 MiB is left for what else runs there. Should they have more?",
    ],
  ],
  [
    "more writes for the same disk",
    { "workers.flow.ceiling": 51 },
    [
      "Workers and edits may write 720 → 732 rows/s, and db-1's disk still takes 740: 98.9 % of it is spoken for. Is what is left enough for everything else that writes there?",
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
    ["content is led from a disk that takes 740 → 700 rows/s (db-1 → db-2). Is that meant?"],
  ],
  [
    "a machine for nothing",
    { "machines.db-4": production.machines["db-1"] },
    ["db-4 is a new machine for databases, and none has a member on it. Is another change to follow?"],
  ],
];

test.each(table.map(([what, edit, questions, base]) => ({ what, edit, questions, base })))(
  "asks of $what",
  ({ edit, questions, base }) => {
    expect(asked(edit, base)).toEqual(questions);
  },
);

test("a task for which no machine has room while the others run is found, though all memory together would do", () => {
  const [before, after] = [facts({}), facts({ "cache.instances": 10 })];
  expect(unschedulable(before, after, serviceChanges(before, after))).toEqual([
    { service: "cache-8", tasks: 1, memory: 1_174 * 2 ** 20 + 2 ** 20, role: "cache" },
    { service: "cache-9", tasks: 1, memory: 1_174 * 2 ** 20 + 2 ** 20, role: "cache" },
    { service: "cache-10", tasks: 1, memory: 1_174 * 2 ** 20 + 2 ** 20, role: "cache" },
  ]);
});

test("what is scaled down makes room, and what is to go does so last", () => {
  const half = facts({ "web.apache.instances": 16 });
  const renamed = facts({
    "web.apache": undefined,
    "web.pages": production.web.apache,
    "loadBalancer.weights": { pages: 1 },
  });
  expect(unschedulable(half, renamed, serviceChanges(half, renamed))).toEqual([]);
  const full = facts({ "web.apache.instances": 24 });
  const both = facts({
    "web.apache": undefined,
    "web.pages": { ...production.web.apache, instances: 24 },
    "loadBalancer.weights": { pages: 1 },
  });
  expect(unschedulable(full, both, serviceChanges(full, both))).toEqual([
    { service: "pages", tasks: 16, memory: 2 ** 30, role: "web" },
  ]);
});
