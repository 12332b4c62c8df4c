import fc from "fast-check";
import * as z from "zod";
import { read } from "../../../components/declaration/read";
import {
  decimal,
  duration,
  flag,
  line,
  list,
  name,
  named,
  oneOf,
  section,
  size,
  variants,
  whole,
} from "../../../components/declaration/schema";
import { show } from "../../../components/declaration/text";

const pool = section({
  instances: whole(1, 64),
  memory: size("64 MiB", "1 TiB").default("1 GiB"),
  timeout: duration("10 ms", "1 min").optional(),
});
const problems = (schema: z.ZodType, value: unknown, path = "cache") => {
  const result = read(schema, value, path);
  return "problems" in result ? result.problems : [];
};

test("adds defaults", () => expect(read(pool, { instances: 2 })).toEqual({ value: { instances: 2, memory: "1 GiB" } }));

test.each<[string, z.ZodType, unknown, string[]]>([
  ["a number out of range", pool, { instances: 0 }, ["cache.instances is 0; use a whole number from 1 to 64."]],
  ["a fraction", pool, { instances: 1.5 }, ["cache.instances is 1.5; use a whole number from 1 to 64."]],
  ["a string for a number", pool, { instances: "2" }, ['cache.instances is "2"; use a whole number from 1 to 64.']],
  ["NaN", pool, { instances: Number.NaN }, ["cache.instances is NaN; use a whole number from 1 to 64."]],
  ["undefined", pool, {}, ["cache.instances is missing; use a whole number from 1 to 64."]],
  ["null", pool, null, ["cache is null; use a block of settings."]],
  ["no block at all", pool, undefined, ["cache is missing; use a block of settings."]],
  ["a list for a block", pool, [], ["cache is a list; use a block of settings."]],
  [
    "a size without its unit",
    pool,
    { instances: 1, memory: "2048" },
    ['cache.memory is "2048"; use a size from "64 MiB" to "1 TiB".'],
  ],
  [
    "a size that is too small",
    pool,
    { instances: 1, memory: "1 KiB" },
    ['cache.memory is "1 KiB"; use a size from "64 MiB" to "1 TiB".'],
  ],
  [
    "a wrong duration",
    pool,
    { instances: 1, timeout: 5 },
    ['cache.timeout is 5; use a duration from "10 ms" to "1 min".'],
  ],
  ["a typo", pool, { instances: 1, memroy: "2 GiB" }, ["cache.memroy is not a setting; did you mean memory?"]],
  [
    "an unknown field",
    pool,
    { instances: 1, colour: 1 },
    ["cache.colour is not a setting; use instances, memory or timeout."],
  ],
  [
    "everything at once",
    pool,
    { instances: -1, memory: 3, x: 1 },
    [
      "cache.instances is -1; use a whole number from 1 to 64.",
      'cache.memory is 3; use a size from "64 MiB" to "1 TiB".',
      "cache.x is not a setting; use instances, memory or timeout.",
    ],
  ],
  ["a wrong word", oneOf("reject", "dropOldest"), "drop", ['cache is "drop"; use "reject" or "dropOldest".']],
  ["a wrong flag", flag(), "yes", ['cache is "yes"; use true or false.']],
  ["a number beyond", decimal(0, 1), 2, ["cache is 2; use a number from 0 to 1."]],
  ["two lines", line("one line of text"), "a\nb", ['cache is "a\\nb"; use one line of text.']],
  [
    "a bad name",
    name(),
    "Db_1",
    ['cache is "Db_1"; use 1 to 20 lower-case letters, digits and hyphens that begin with a letter.'],
  ],
  ["a repeated name", list(name(), 1, 3), ["a", "a"], ['cache names "a" twice; name it once.']],
  ["too many", list(name(), 1, 2), ["a", "b", "c"], ["cache has 3 entries; use 1 to 2."]],
  ["a value that is not a list", list(name(), 1, 2), "a", ['cache is "a"; use a list.']],
  [
    "a bad key",
    named(pool, "pools"),
    { "-x": { instances: 1 } },
    ['cache has the name "-x"; use 1 to 20 lower-case letters, digits and hyphens that begin with a letter.'],
  ],
  [
    "a bad entry",
    named(pool, "pools"),
    { a: { instances: 99 } },
    ["cache.a.instances is 99; use a whole number from 1 to 64."],
  ],
  ["no entries", named(pool, "pools"), 7, ["cache is 7; use a block of named pools."]],
  ["an unknown variant", tier(), { server: "spawning" }, ['cache.server is "spawning"; use "gevent" or "apache".']],
  ["no variant", tier(), {}, ['cache.server is missing; use "gevent" or "apache".']],
  ["a block of no variant", tier(), 3, ["cache is 3; use a block of settings."]],
])("rejects %s", (_, schema, value, expected) => expect(problems(schema, value)).toEqual(expected));

test("shows any value on one line without throwing", () => {
  fc.assert(
    fc.property(
      fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withTypedArray: true }),
      (value) => {
        expect(show(value)).not.toMatch(/\n/);
        expect(show(value).length).toBeLessThan(200);
      },
    ),
  );
});

test("reads or rejects any value without throwing", () => {
  fc.assert(
    fc.property(
      fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withSparseArray: true }),
      (value) => {
        const result = read(named(pool, "pools"), value, "caches");
        if ("problems" in result)
          for (const problem of result.problems) expect(problem).toMatch(/^caches.* (is|has|names) .*[.?]$/s);
      },
    ),
  );
});

function tier() {
  return variants(
    "server",
    ["gevent", "apache"],
    [
      section({ server: z.literal("gevent"), connections: whole(1, 10) }),
      section({ server: z.literal("apache"), threads: whole(1, 10) }),
    ],
  );
}
