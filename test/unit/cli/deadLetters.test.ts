import { UsageError } from "../../../cli/arguments";
import { deadLetters } from "../../../cli/commands/deadLetters";
import { deadLettersText, replayText } from "../../../cli/output/deadLettersText";

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

test("a table, those that died first at the top", () => {
  expect(deadLettersText([poison, expired, { reason: "none", deaths: 0, replays: 0 }], { waiting: 3, job: "" })).toBe(
    [
      "JOB     TASK           REASON           FROM   DEATHS   REPLAYS   DIED",
      "-       -              none             -      0        0         -",
      "job-2   apture.event   expired          jobs   1        0         2026-11-23 11:59:00 UTC",
      "job-1   apture.event   delivery_limit   jobs   1        2         2026-11-23 12:00:05 UTC",
    ].join("\n"),
  );
});

test("says when there are more, and when there is none", () => {
  expect(deadLettersText([poison], { waiting: 2_345, job: "" }).split("\n").slice(-2)).toEqual([
    "",
    "1 of 2345 dead letters; --limit N shows more.",
  ]);
  expect(deadLettersText([], { waiting: 0, job: "" })).toBe("There are no dead letters.");
  expect(deadLettersText([], { waiting: 1, job: "job-9" })).toBe("None of 1 dead letter is of the job job-9.");
});

test.each([
  [{ waiting: 0, replayed: 0, full: false, job: "" }, "There are no dead letters to replay."],
  [{ waiting: 3, replayed: 3, full: false, job: "" }, "3 dead letters are back in the queue."],
  [{ waiting: 3, replayed: 1, full: false, job: "" }, "1 dead letter is back in the queue; 2 more are there."],
  [{ waiting: 3, replayed: 1, full: false, job: "job-1" }, "1 dead letter is back in the queue."],
  [{ waiting: 3, replayed: 0, full: false, job: "job-9" }, "None of 3 dead letters is of the job job-9."],
  [
    { waiting: 3, replayed: 0, full: true, job: "" },
    "0 dead letters are back in the queue; then it was full, and no more were taken. The rest is still there: replay it when the queue has drained.",
  ],
])("a replay: %j", (end, text) => expect(replayText(end)).toBe(text));

test.each(["0", "-1", "1.5", "many", "1e3"])("refuses a limit of %s before anything is asked", async (limit) => {
  await expect(deadLetters({ stack: "dev", job: "", limit, replay: false, json: false })).rejects.toThrow(
    new UsageError(`--limit is ${limit}; use a whole number from 1.`),
  );
});
