import { eventually } from "../../testing/checkers/eventually";
import { cluster } from "./support/cluster";
import { inTask, sqlOn } from "./support/engine";
import { acceptedEvent, QueueDeclaration, rabbitmqctl, stateOf, unique, untilDone } from "./support/queue";

jest.setTimeout(180_000);

let declaration: QueueDeclaration;

beforeAll(async () => {
  declaration = new QueueDeclaration();
  declaration.write("maxItems: 200_000, maxDeliveries: 2,");
  await cluster.up();
});

afterAll(async () => {
  await rabbitmqctl("purge_queue", "jobs.dead");
  declaration.restore();
  await cluster.up();
});

async function deadLetters(...args: string[]): Promise<readonly object[]> {
  const { output } = await cluster.run("dead-letters", "--json", ...args);
  return (JSON.parse(output) as { letters: readonly object[] }).letters;
}

test("an always failing job becomes a dead letter with its reason, and a replay after the repair does it once", async () => {
  const slug = unique("poison");
  const content = (statement: string) => sqlOn("content-db-1", statement, "content");
  await content("ALTER TABLE pages_effect ADD CONSTRAINT no_poison CHECK (kind <> 'poison') NOT VALID");
  let job: string;
  try {
    job = await acceptedEvent(slug, "poison");
    const letter = {
      job,
      task: "apture.event",
      reason: "rejected",
      from: "jobs",
      deaths: 1,
      replays: 0,
      at: expect.any(String),
    };
    await eventually(async () => expect(await deadLetters("--job", job)).toEqual([letter]));
  } finally {
    await content("ALTER TABLE pages_effect DROP CONSTRAINT no_poison");
  }
  // Listing removes no dead letter: the second list has it, too.
  const listed = await cluster.run("dead-letters");
  expect(listed.code).toBe(0);
  expect(listed.output).toMatch(new RegExp(`^${job} +apture.event +rejected +jobs +1 +0 +20`, "m"));
  expect(await stateOf(job)).toBe("queued");

  const replayed = await cluster.run("dead-letters", "--replay", "--job", job);
  expect(replayed).toMatchObject({ code: 0, output: "1 dead letter returned to the queue.\n" });
  await untilDone([job]);
  expect(await content(`SELECT events FROM pages_activity WHERE slug = '${slug}'`)).toBe("1");
  const again = await cluster.run("dead-letters", "--replay", "--job", job);
  expect(again).toMatchObject({ code: 1, output: `No dead letter for job ${job}.\n` });
});

/** Publishes a message that is not JSON and one for an unknown task, as a faulty producer would. */
const publishUnreadable = (name: string) => `
from apture.jobs.app import app
with app.connection_for_write() as connection:
    producer = app.amqp.Producer(connection.channel())
    json = {"content_type": "application/json", "content_encoding": "utf-8"}
    producer.publish(b"no json", exchange="jobs", correlation_id="${name}-1", **json)
    producer.publish([[], {}, {}], exchange="jobs", headers={"task": "apture.nothing", "id": "${name}-2"})
`;

test("a message that no worker can read, and one for an unknown task, become dead letters at once", async () => {
  const name = unique("unreadable");
  await inTask("evented", "python3", "-c", publishUnreadable(name));
  const letter = { reason: "rejected", from: "jobs", deaths: 1, replays: 0, at: expect.any(String) };
  await eventually(async () => {
    expect(await deadLetters()).toEqual(
      expect.arrayContaining([
        { job: `${name}-1`, ...letter },
        { job: `${name}-2`, task: "apture.nothing", ...letter },
      ]),
    );
  });
});
