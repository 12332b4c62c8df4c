import { randomUUID } from "node:crypto";
import { eventually } from "../../testing/eventually";
import { startLoad } from "../../testing/load";
import { cluster } from "./support/cluster";
import { containers, engine, inTask } from "./support/engine";

jest.setTimeout(180_000);

const declared = { queue: "maxItems: 200_000,", ceiling: "floor: 5, ceiling: 200,", waivers: "  cache: {" };
let base = "";

/** The stack as declared, with other settings of the queue, and other limits of the workers' flow. */
function declare(queue: string, flow = declared.ceiling): void {
  const waivers = `  waivers: { "queue-drain": { reason: "A queue that stays full is to be seen.", until: "2100-01-01" } },\n  cache: {`;
  cluster.write(
    cluster.declaration,
    base
      .replace(declared.queue, () => queue)
      .replace(declared.ceiling, () => flow)
      .replace(declared.waivers, () => waivers),
  );
}

beforeAll(() => {
  base = cluster.read(cluster.declaration);
  for (const text of Object.values(declared)) expect(base.split(text)).toHaveLength(2);
});

afterAll(async () => {
  await rabbitmqctl("purge_queue", "jobs.dead");
  cluster.write(cluster.declaration, base);
  await cluster.up();
});

const json = { "content-type": "application/json" };
const post = (path: string, body: object) =>
  fetch(`${cluster.url}${path}`, { method: "POST", headers: json, body: JSON.stringify(body) });
const short = () => randomUUID().slice(0, 8);

/** The job of an event that was accepted, or why it was not. */
async function event(
  slug: string,
  kind: string,
): Promise<{ job: string } | { refused: number; error: string; retryAfter: string | null }> {
  const response = await post("/events", { slug, kind });
  const body = (await response.json()) as { job: string; error: string };
  return response.status === 202
    ? { job: body.job }
    : { refused: response.status, error: body.error, retryAfter: response.headers.get("retry-after") };
}

async function state(job: string): Promise<string> {
  const response = await fetch(`${cluster.url}/jobs/${job}`);
  return ((await response.json()) as { state: string }).state;
}

/** Waits until all of these jobs are done. */
async function done(jobs: readonly string[], milliseconds = 30_000): Promise<void> {
  let left = jobs;
  await eventually(async () => {
    const states = await Promise.all(left.map(state));
    left = left.filter((_, index) => states[index] !== "done");
    expect(left).toEqual([]);
  }, milliseconds);
}

const content = (statement: string) =>
  inTask("content-db-1", "psql", "-h", "/run/postgresql", "-d", "content", "-Atc", statement);
const rabbitmqctl = (...args: string[]) => inTask("queue-app-1", "rabbitmqctl", "-q", ...args);

/** When the broker's container started. */
async function brokerStarted(): Promise<string[]> {
  const brokers = (await containers()).filter(({ Names }) => Names.some((name) => name.includes("_queue-app-1.")));
  return Promise.all(brokers.map(async ({ Id }) => (await engine.getContainer(Id).inspect()).State.StartedAt));
}

/** Limits by the policy's name. */
async function policies(): Promise<Record<string, unknown>> {
  const all = JSON.parse(await rabbitmqctl("--formatter", "json", "list_policies")) as {
    name: string;
    definition: string;
  }[];
  return Object.fromEntries(all.map(({ name, definition }) => [name, JSON.parse(definition)]));
}

/** Items that a queue holds; none where it is not there. */
async function itemsOf(queue: string): Promise<number | undefined> {
  const queues = JSON.parse(await rabbitmqctl("--formatter", "json", "list_queues", "name", "messages")) as {
    name: string;
    messages: number;
  }[];
  return queues.find(({ name }) => name === queue)?.messages;
}

test("limits, a child and the workers' ceiling change under load: no broker restarts, and every accepted job is done", async () => {
  const started = await brokerStarted();
  const accepted: string[] = [];
  const load = startLoad({
    url: cluster.url,
    rate: 20,
    request: () => ({ method: "POST", path: "/events", headers: json, body: JSON.stringify({ kind: "limits" }) }),
    observe: ({ status, body }) => {
      if (status === 202) accepted.push((JSON.parse(body) as { job: string }).job);
    },
  });
  declare(
    'maxItems: 150_000, maxAge: "2 h", maxDeliveries: 2, fanout: { audit: { maxItems: 5, maxAge: "1 h" } },',
    "floor: 5, ceiling: 150,",
  );
  const { seconds } = await cluster.up();
  const { sent, failures } = await load.stop();
  expect(failures).toEqual([]);
  expect(accepted).toHaveLength(sent);
  expect((await policies())["jobs"]).toMatchObject({
    "max-length": 150_000,
    "message-ttl": 7_200_000,
    "delivery-limit": 1,
  });
  await done(accepted);
  // The new child has the latest, and has held nobody up.
  await eventually(async () => expect(await itemsOf("jobs+audit")).toBe(5));
  expect(started).toHaveLength(1);
  expect(await brokerStarted()).toEqual(started);
  console.log(
    `up with other limits took ${seconds.toFixed(0)} s; ${sent} events were accepted meanwhile, and all are done`,
  );
});

test("what is changed by hand at the broker comes back in seconds", async () => {
  const jobs = 'rabbit_misc:r(<<"/">>, exchange, <<"jobs">>)';
  await rabbitmqctl("clear_policy", "jobs");
  await rabbitmqctl("set_policy", "mine", ".*", '{"max-length": 1}');
  await rabbitmqctl("set_permissions", "app", ".*", ".*", ".*");
  await rabbitmqctl("eval", `rabbit_exchange:delete(${jobs}, false, <<"test">>).`);
  const removed = performance.now();
  await eventually(async () => {
    const found = await policies();
    expect(Object.keys(found).sort()).toEqual(["jobs", "jobs+audit", "jobs.dead"]);
    expect(found["jobs"]).toMatchObject({ "max-length": 150_000 });
    expect(await rabbitmqctl("list_permissions")).toMatch(/^app\t\^\$\t\^jobs\$\t\^\(jobs\|jobs\\\+audit\)\$$/m);
    expect(await event("home", "drift")).toEqual({ job: expect.any(String) });
  }, 20_000);
  console.log(`drift of four kinds was put right within ${((performance.now() - removed) / 1_000).toFixed(0)} s`);
});

interface Letters {
  readonly waiting: number;
  readonly letters: readonly object[];
}

async function deadLetters(...args: string[]): Promise<Letters> {
  const { output } = await cluster.run("dead-letters", "--json", ...args);
  return JSON.parse(output) as Letters;
}

test("a job that always fails ends in the dead letters with its reason; when the fault is mended, a replay does it once", async () => {
  const [kind, slug] = ["poison", `poison-${short()}`];
  await content("ALTER TABLE pages_effect ADD CONSTRAINT no_poison CHECK (kind <> 'poison') NOT VALID");
  let job = "";
  try {
    const accepted = await event(slug, kind);
    job = "job" in accepted ? accepted.job : "";
    const letter = {
      job,
      task: "apture.event",
      reason: "rejected",
      from: "jobs",
      deaths: 1,
      replays: 0,
      at: expect.any(String),
    };
    await eventually(async () => expect((await deadLetters("--job", job)).letters).toEqual([letter]));
  } finally {
    await content("ALTER TABLE pages_effect DROP CONSTRAINT no_poison");
  }
  // Listed once more: looking takes nothing away.
  const listed = await cluster.run("dead-letters");
  expect(listed.code).toBe(0);
  expect(listed.output).toMatch(new RegExp(`^${job} +apture.event +rejected +jobs +1 +0 +20`, "m"));
  expect(await state(job)).toBe("queued");

  const replayed = await cluster.run("dead-letters", "--replay", "--job", job);
  expect(replayed).toMatchObject({ code: 0, output: "1 dead letter returned to the queue.\n" });
  await done([job]);
  expect(await content(`SELECT events FROM pages_activity WHERE slug = '${slug}'`)).toBe("1\n");
  const again = await cluster.run("dead-letters", "--replay", "--job", job);
  expect(again).toMatchObject({ code: 1, output: `No dead letter for job ${job}.\n` });
});

/** A message that is no JSON, and one for a task that no worker knows: what a faulty producer would publish. */
const rubbish = (name: string) => `
from apture.jobs.app import app
with app.connection_for_write() as connection:
    producer = app.amqp.Producer(connection.channel())
    producer.publish(b"no json", exchange="jobs", content_type="application/json", content_encoding="utf-8", correlation_id="${name}-1")
    producer.publish([[], {}, {}], exchange="jobs", headers={"task": "apture.nothing", "id": "${name}-2"})
`;

test("what no worker can read, and what none knows, is a dead letter at once", async () => {
  const name = `rubbish-${short()}`;
  await inTask("evented", "python3", "-c", rubbish(name));
  const letter = { reason: "rejected", from: "jobs", deaths: 1, replays: 0, at: expect.any(String) };
  await eventually(async () => {
    expect((await deadLetters()).letters).toEqual(
      expect.arrayContaining([
        { job: `${name}-1`, ...letter },
        { job: `${name}-2`, task: "apture.nothing", ...letter },
      ]),
    );
  });
});

const full = { refused: 503, error: "the queue is full", retryAfter: expect.stringMatching(/^\d+$/) };
const closed = {
  refused: 503,
  error: "the queue takes no jobs at present",
  retryAfter: expect.stringMatching(/^\d+$/),
};

test("a full queue refuses; read-only it refuses as well, while workers do what was accepted, once", async () => {
  const slug = `full-${short()}`;
  declare("maxItems: 10,", "floor: 0.1, ceiling: 0.1,");
  await cluster.up();
  // The child is no longer declared: it stays for as long as it holds something.
  expect(await itemsOf("jobs+audit")).toBe(5);
  await rabbitmqctl("purge_queue", "jobs+audit");

  const accepted: string[] = [];
  let answer = await event(slug, "full");
  for (; "job" in answer && accepted.length < 100; answer = await event(slug, "full")) accepted.push(answer.job);
  expect(answer).toEqual(full);
  expect(accepted.length).toBeGreaterThanOrEqual(10);

  declare('maxItems: 10, status: "readOnly",');
  await cluster.up();
  expect(await itemsOf("jobs+audit")).toBeUndefined();
  expect(await event(slug, "full")).toEqual(closed);
  // Edits are accepted: their jobs wait in the outbox.
  expect((await post(`/p/closed-${short()}`, { body: "One" })).status).toBe(201);
  expect((await fetch(`${cluster.url}/readyz`)).status).toBe(200);
  await done(accepted);
  expect(await content(`SELECT count(*) FROM pages_effect WHERE slug = '${slug}'`)).toBe(`${accepted.length}\n`);
  expect(await content(`SELECT events FROM pages_activity WHERE slug = '${slug}'`)).toBe(`${accepted.length}\n`);
});

test("a quiescent queue takes nothing in and hands nothing out", async () => {
  declare('maxItems: 10, status: "quiescent",');
  await cluster.up();
  expect(await event("home", "quiescent")).toEqual(closed);
  await eventually(async () => {
    expect((await containers()).flatMap(({ Names }) => Names.filter((name) => name.includes("_workers.")))).toEqual([]);
    expect(await rabbitmqctl("list_consumers", "queue_name")).not.toMatch(/^jobs$/m);
  });
});
