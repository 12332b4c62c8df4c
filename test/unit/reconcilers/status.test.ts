import { parseHaproxy, parsePatroni, parseRabbitmq } from "../../../reconcilers/status/parse";

test("servers with an address are read from HAProxy's statistics, by tier", () => {
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

test("queues are read from RabbitMQ's metrics, by name", () => {
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

test("members are read from Patroni; a lag that is not known stays unknown", () => {
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
    members: [
      { name: "content-db-1", role: "leader", state: "running", lagBytes: undefined },
      { name: "content-db-2", role: "replica", state: "streaming", lagBytes: 512 },
      { name: "content-db-3", role: "replica", state: "stopped", lagBytes: undefined },
    ],
  });
  expect(parsePatroni("content", {})).toEqual({ name: "content", leader: undefined, members: [] });
});
