import { deadLetters } from "../../../cli/actions/deadLetters";
import { deadLettersText, replayText } from "../../../cli/output/deadLettersText";
import { UsageError } from "../../../cli/usageError";

const poison = {
  job: "job-1",
  task: "apture.event",
  reason: "delivery_limit",
  deaths: 1,
  replays: 2,
  at: "2026-11-23T12:00:05.000Z",
  from: "jobs",
};
const expired = { ...poison, job: "job-2", reason: "expired", replays: 0, at: "2026-11-23T11:59:00.000Z" };

test("lists dead letters in a table, oldest first", () => {
  expect(
    deadLettersText([poison, expired, { reason: "none", deaths: 0, replays: 0 }], { waiting: 3, job: undefined }),
  ).toBe(
    [
      "JOB     TASK           REASON           FROM   DEATHS   REPLAYS   DIED",
      "-       -              none             -      0        0         -",
      "job-2   apture.event   expired          jobs   1        0         2026-11-23 11:59:00 UTC",
      "job-1   apture.event   delivery_limit   jobs   1        2         2026-11-23 12:00:05 UTC",
    ].join("\n"),
  );
});

test("reports more dead letters, and none", () => {
  expect(deadLettersText([poison], { waiting: 2_345, job: undefined }).split("\n").slice(-2)).toEqual([
    "",
    "1 of 2345 dead letters; --limit N shows more.",
  ]);
  expect(deadLettersText([], { waiting: 0, job: undefined })).toBe("There are no dead letters.");
  expect(deadLettersText([], { waiting: 1, job: "job-9" })).toBe("No dead letter for job job-9.");
});

test.each([
  [{ waiting: 0, replayed: 0, full: false, job: undefined }, "There are no dead letters to replay."],
  [{ waiting: 3, replayed: 3, full: false, job: undefined }, "3 dead letters returned to the queue."],
  [{ waiting: 3, replayed: 1, full: false, job: undefined }, "1 dead letter returned to the queue; 2 remain."],
  [{ waiting: 3, replayed: 1, full: false, job: "job-1" }, "1 dead letter returned to the queue."],
  [{ waiting: 3, replayed: 0, full: false, job: "job-9" }, "No dead letter for job job-9."],
  [
    { waiting: 3, replayed: 0, full: true, job: undefined },
    "0 dead letters returned to the queue, which is now full. The others remain dead letters; replay them when " +
      "the queue has drained.",
  ],
])("reports the replay %j", (end, text) => expect(replayText(end)).toBe(text));

test.each(["0", "-1", "1.5", "many", "1e3"])("rejects a limit of %s before the engine is used", async (limit) => {
  await expect(deadLetters({ stack: "dev", job: undefined, limit, replay: false, json: false })).rejects.toThrow(
    new UsageError(`--limit is ${limit}; use a whole number of 1 or more.`),
  );
});
