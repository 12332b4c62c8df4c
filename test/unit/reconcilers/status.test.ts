import { parseHaproxy, parseOutbox, parsePatroni, parseRabbitmq, parseWorker } from "../../../reconcilers/status/parse";

test("reads servers with an address from HAProxy's statistics", () => {
  const csv = [
    "# pxname,svname,qcur,scur,status,weight,addr,",
    "web,FRONTEND,,3,OPEN,,,",
    "web,evented-1,0,2,UP,2,10.0.5.7:8000,",
    "web,evented-2,1,0,DOWN,2,10.0.5.8:8000,",
    "web,evented-3,0,0,MAINT (resolution),2,,",
    "web,BACKEND,0,2,UP,4,,",
  ].join("\n");
  expect(parseHaproxy(csv)).toEqual([
    { tier: "evented", address: "10.0.5.7:8000", status: "UP", weight: 2, current: 2, queued: 0 },
    { tier: "evented", address: "10.0.5.8:8000", status: "DOWN", weight: 2, current: 0, queued: 1 },
  ]);
});

test("reads queues from RabbitMQ's metrics", () => {
  const metrics = `# TYPE rabbitmq_detailed_queue_messages_ready gauge
rabbitmq_detailed_queue_messages_ready{vhost="/",queue="jobs.dead"} 2
rabbitmq_detailed_queue_messages_ready{vhost="/",queue="jobs"} 1200
rabbitmq_detailed_queue_messages_unacked{vhost="/",queue="jobs"} 4
`;
  expect(parseRabbitmq(metrics)).toEqual([
    { name: "jobs", ready: 1_200, unacked: 4 },
    { name: "jobs.dead", ready: 2, unacked: 0 },
  ]);
});

test("reads members from Patroni, with an unknown lag where there is none", () => {
  const cluster = {
    scope: "content",
    members: [
      { name: "content-db-1", role: "leader", state: "running", timeline: 1 },
      { name: "content-db-2", role: "replica", state: "streaming", lag: 512 },
      { name: "content-db-3", role: "replica", state: "stopped", lag: "unknown" },
    ],
  };
  expect(parsePatroni("content", cluster)).toEqual({
    name: "content",
    leader: "content-db-1",
    paused: false,
    members: [
      { name: "content-db-1", role: "leader", state: "running", lagBytes: undefined },
      { name: "content-db-2", role: "replica", state: "streaming", lagBytes: 512 },
      { name: "content-db-3", role: "replica", state: "stopped", lagBytes: undefined },
    ],
  });
  expect(parsePatroni("content", { pause: true })).toEqual({
    name: "content",
    leader: undefined,
    paused: true,
    members: [],
  });
});

const metrics = `# HELP apture_worker_info Which worker this is.
# TYPE apture_worker_info gauge
apture_worker_info{worker="workers-3"} 1.0
apture_jobs_total{outcome="done"} 1204.0
apture_jobs_total{outcome="failed"} 2.0
apture_jobs_total{outcome="returned"} 1.0
apture_commit_latency_seconds_bucket{le="0.001"} 7.0
apture_commit_latency_seconds_bucket{le="+Inf"} 1204.0
apture_jobs_per_second 36.25
apture_commit_latency_recent_seconds 0.0083
apture_flow_limit_jobs_per_second 37.5
apture_flow_floor_jobs_per_second 5.0
apture_flow_ceiling_jobs_per_second 200.0
apture_jobs_waiting 3.0
apture_children 4.0
apture_database_away_seconds 0.0
`;

test("reads a worker from its metrics", () => {
  expect(parseWorker(metrics)).toEqual({
    name: "workers-3",
    rate: 36.25,
    limit: 37.5,
    floor: 5,
    ceiling: 200,
    commitLatency: 0.0083,
    waiting: 3,
    children: 4,
    done: 1_204,
    failed: 2,
    returned: 1,
    databaseAway: 0,
  });
});

test("reads a worker without flow control and without recent commits", () => {
  const less = metrics.replace(/^apture_flow.*\n/gm, "").replace("recent_seconds 0.0083", "recent_seconds NaN");
  expect(parseWorker(less)).toMatchObject({
    limit: undefined,
    floor: undefined,
    ceiling: undefined,
    commitLatency: undefined,
  });
});

test("rejects an answer that is not a worker's, or is incomplete", () => {
  expect(() => parseWorker("<html>")).toThrow("the answer is not that of a worker");
  expect(() => parseWorker(metrics.replace(/^apture_children.*\n/m, ""))).toThrow("the answer lacks apture_children");
});

test("the outbox is read from its relay's metrics; before the first count its length is unknown", () => {
  const metrics = (rows: string) => `# TYPE apture_outbox_relay info
apture_outbox_relay_info{relay="outbox-relay-1"} 1.0
apture_outbox_rows ${rows}
apture_outbox_max_rows 100000.0
apture_outbox_oldest_seconds 62.25
apture_outbox_published_total 5204.0
apture_outbox_published_created 1.79e+09
apture_outbox_refused_total 9.0
apture_outbox_blocked_seconds 60.5
`;
  const expected = {
    relay: "outbox-relay-1",
    maxRows: 100_000,
    oldest: 62.25,
    published: 5_204,
    refused: 9,
    blocked: 60.5,
  };
  expect(parseOutbox(metrics("1240.0"))).toEqual({ ...expected, rows: 1_240 });
  expect(parseOutbox(metrics("NaN"))).toEqual({ ...expected, rows: undefined });
  expect(() => parseOutbox("# nothing\n")).toThrow("the answer is not that of an outbox relay");
  expect(() => parseOutbox(metrics("0.0").replace(/^apture_outbox_blocked.*$/m, ""))).toThrow(
    "the answer lacks apture_outbox_blocked_seconds",
  );
});
