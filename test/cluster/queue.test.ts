import { eventually } from "../../testing/checkers/eventually";
import { startLoad } from "../../testing/load/openLoop";
import { cluster } from "./support/cluster";
import { containers, inTask, sqlOn } from "./support/engine";
import {
  brokerPolicies,
  brokerStarts,
  messagesIn,
  QueueDeclaration,
  rabbitmqctl,
  sendEvent,
  unique,
  untilDone,
} from "./support/queue";
import { post } from "./support/requests";

jest.setTimeout(180_000);

let declaration: QueueDeclaration;

beforeAll(() => {
  declaration = new QueueDeclaration();
});

afterAll(async () => {
  declaration.restore();
  await cluster.up();
});

test("limits, a child queue and the workers' ceiling change under load without a restart or a lost job", async () => {
  const started = await brokerStarts();
  const accepted: string[] = [];
  const load = startLoad({
    url: cluster.url,
    rate: 20,
    request: () => ({
      method: "POST",
      path: "/events",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ kind: "limits" }),
    }),
    observe: ({ status, body }) => {
      if (status === 202) accepted.push((JSON.parse(body) as { job: string }).job);
    },
  });
  declaration.write(
    'maxItems: 150_000, maxAge: "2 h", maxDeliveries: 2, fanout: { audit: { maxItems: 5, maxAge: "1 h" } },',
    "floor: 5, ceiling: 150,",
  );
  const { seconds } = await cluster.up();
  const { sent, failures } = await load.stop();
  expect(failures).toEqual([]);
  expect(accepted).toHaveLength(sent);
  expect((await brokerPolicies())["jobs"]).toMatchObject({
    "max-length": 150_000,
    "message-ttl": 7_200_000,
    "delivery-limit": 1,
  });
  await untilDone(accepted);
  // The child queue has no consumer. It holds the latest messages and blocks no publisher.
  await eventually(async () => expect(await messagesIn("jobs+audit")).toBe(5));
  expect(started).toHaveLength(1);
  expect(await brokerStarts()).toEqual(started);
  console.log(`up with other limits took ${seconds.toFixed(0)} s; ${sent} events were accepted and done meanwhile`);
});

test("the reconciler reverts manual changes at the broker within seconds", async () => {
  const jobs = 'rabbit_misc:r(<<"/">>, exchange, <<"jobs">>)';
  await rabbitmqctl("clear_policy", "jobs");
  await rabbitmqctl("set_policy", "mine", ".*", '{"max-length": 1}');
  await rabbitmqctl("set_permissions", "app", ".*", ".*", ".*");
  await rabbitmqctl("set_permissions", "worker", ".*", ".*", ".*");
  await rabbitmqctl("add_user", "intruder", "secret");
  await rabbitmqctl("eval", `rabbit_exchange:delete(${jobs}, false, <<"test">>).`);
  const removed = performance.now();
  await eventually(async () => {
    const found = await brokerPolicies();
    expect(Object.keys(found).sort()).toEqual(["jobs", "jobs+audit", "jobs.dead"]);
    expect(found["jobs"]).toMatchObject({ "max-length": 150_000 });
    const permissions = await rabbitmqctl("list_permissions");
    expect(permissions).toMatch(/^app\t\^\$\t\^jobs\$\t\^\$$/m);
    expect(permissions).toMatch(/^worker\t\^\$\t\^\$\t\^\(jobs\|jobs\\\+audit\)\$$/m);
    expect(await rabbitmqctl("list_users")).not.toContain("intruder");
    expect(await sendEvent("home", "drift")).toMatchObject({ status: 202, job: expect.any(String) });
  }, 20_000);
  console.log(`six manual changes were reverted within ${((performance.now() - removed) / 1_000).toFixed(0)} s`);
});

const rejection = (error: string) => ({ status: 503, error, retryAfter: expect.stringMatching(/^\d+$/) });
const closed = rejection("the queue takes no jobs at present");

test("a full queue and a read-only queue reject events, while workers do each accepted job once", async () => {
  const slug = unique("full");
  declaration.write("maxItems: 10,", "floor: 0.1, ceiling: 0.1,");
  await cluster.up();
  // The child queue is no longer declared. It is deleted once it is empty.
  expect(await messagesIn("jobs+audit")).toBe(5);
  await rabbitmqctl("purge_queue", "jobs+audit");

  const accepted: string[] = [];
  let event = await sendEvent(slug, "full");
  while (event.job !== undefined && accepted.length < 100) {
    accepted.push(event.job);
    event = await sendEvent(slug, "full");
  }
  expect(event).toEqual(rejection("the queue is full"));
  expect(accepted.length).toBeGreaterThanOrEqual(10);

  declaration.write('maxItems: 10, status: "readOnly",');
  await cluster.up();
  expect(await messagesIn("jobs+audit")).toBeUndefined();
  expect(await sendEvent(slug, "full")).toEqual(closed);
  // Edits are accepted: their jobs wait in the outbox.
  expect((await post(`/p/${unique("closed")}`, { body: "One" })).status).toBe(201);
  // Routers do not serve this path. It fails unless the status is 200.
  await inTask("evented", "bash", "-c", ". /usr/local/lib/http.bash; http_get 8000 /readyz");
  await untilDone(accepted);
  const effects = `SELECT count(*) FROM pages_effect WHERE slug = '${slug}'`;
  expect(await sqlOn("content-db-1", effects, "content")).toBe(String(accepted.length));
  const counted = `SELECT events FROM pages_activity WHERE slug = '${slug}'`;
  expect(await sqlOn("content-db-1", counted, "content")).toBe(String(accepted.length));
});

test("a quiescent queue accepts no job and delivers none", async () => {
  declaration.write('maxItems: 10, status: "quiescent",');
  await cluster.up();
  expect(await sendEvent("home", "quiescent")).toEqual(closed);
  await eventually(async () => {
    expect((await containers()).flatMap(({ Names }) => Names.filter((name) => name.includes("_workers.")))).toEqual([]);
    expect(await rabbitmqctl("list_consumers", "queue_name")).not.toMatch(/^jobs$/m);
  });
});
