import { editOf } from "../../testing/load/edit";
import { percentile, startLoad } from "../../testing/load/openLoop";
import { cluster } from "./support/cluster";
import { settled } from "./support/settled";

jest.setTimeout(900_000);

const pages = 50;

const edit = (page: number, n: number) => editOf(`/p/page-${page}`, `edit ${n}`);

/** Nine of ten requests read a page, one edits another; as a site's clients do, with an idempotency key. */
function mixed(n: number) {
  return n % 10 === 0 ? edit((n / 10) % pages, n) : { path: `/p/page-${n % pages}` };
}

beforeAll(async () => {
  for (let page = 0; page < pages; page++) {
    const { path, ...request } = edit(page, 0);
    expect((await fetch(`${cluster.url}${path}`, request)).ok).toBe(true);
  }
});

test("no request fails while weights change, a tier scales out and in, and the application's image changes", async () => {
  const load = startLoad({ url: cluster.url, rate: 200, request: mixed });
  const changes: [string, () => void][] = [
    [
      "weights 2:1 to 3:1",
      () => cluster.declare("weights: { evented: 2, apache: 1 }", "weights: { evented: 3, apache: 1 }"),
    ],
    [
      "evented 2 to 4",
      () => cluster.declare('server: "gunicorn-gevent", instances: 2', 'server: "gunicorn-gevent", instances: 4'),
    ],
    [
      "evented 4 to 2",
      () => cluster.declare('server: "gunicorn-gevent", instances: 4', 'server: "gunicorn-gevent", instances: 2'),
    ],
    [
      "a new image in both tiers",
      () => cluster.edit("images/app/Dockerfile", "USER 10002", "RUN touch /opt/apture/release-2\nUSER 10002"),
    ],
    ["back to 2:1", () => cluster.declare("weights: { evented: 3, apache: 1 }", "weights: { evented: 2, apache: 1 }")],
  ];
  const seconds: string[] = [];
  try {
    for (const [name, change] of changes) {
      change();
      const result = await cluster.up();
      seconds.push(`${name}: ${result.seconds.toFixed(0)} s`);
    }
    await settled(() => load.sent() >= 20_000);
  } finally {
    const { sent, failures, latencies } = await load.stop();
    console.log(
      `${seconds.join("; ")}\n${sent} requests, ${failures.length} failed; p50 ${percentile(latencies, 0.5).toFixed(0)} ms, ` +
        `p99 ${percentile(latencies, 0.99).toFixed(0)} ms, worst ${percentile(latencies, 1).toFixed(0)} ms`,
    );
    expect(failures).toEqual([]);
    expect(sent).toBeGreaterThanOrEqual(20_000);
  }
});
