import * as z from "zod";
import type { Form } from "./form";
import { reserved } from "./plainCopy";
import { grouped, listed, show } from "./text";
import { type Duration, parseDuration, parseSize, type Size } from "./units";

/**
 * The building blocks of every schema. Each message has the form of all problems without the path, which `read` adds:
 * `cache.instances` + ` is 0; use a whole number from 1 to 64.`
 */
export function field<T>(accepts: (value: unknown) => boolean, use: string, form: Form) {
  return z.custom<T>(accepts, { error: ({ input }) => `${is(input)}; use ${use}.` }).meta({ form });
}

/** A whole number within a range. */
export const whole = (min: number, max: number) =>
  field<number>(
    (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
    `a whole number from ${grouped(min)} to ${grouped(max)}`,
    { type: "whole number", range: [min, max], accepts: `${grouped(min)} to ${grouped(max)}` },
  );

/** A number within a range. */
export const decimal = (min: number, max: number) =>
  field<number>(
    (value) => typeof value === "number" && value >= min && value <= max,
    `a number from ${grouped(min)} to ${grouped(max)}`,
    { type: "number", range: [min, max], accepts: `${grouped(min)} to ${grouped(max)}` },
  );

/** An amount of memory or disk within a range. */
export const size = (min: Size, max: Size) =>
  field<Size>((value) => within(parseSize(value), parseSize(min), parseSize(max)), `a size from "${min}" to "${max}"`, {
    type: "size",
    accepts: `"${min}" to "${max}"`,
  });

/** A duration within a range. */
export const duration = (min: Duration, max: Duration) =>
  field<Duration>(
    (value) => within(parseDuration(value), parseDuration(min), parseDuration(max)),
    `a duration from "${min}" to "${max}"`,
    { type: "duration", accepts: `"${min}" to "${max}"` },
  );

/** A date in ISO 8601. */
export const date = () =>
  field<string>(
    // Date.parse reads 31 February as 3 March.
    (value) => typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && isoDay(Date.parse(value)) === value,
    'a date such as "2027-01-31"',
    { type: "date", accepts: '"YYYY-MM-DD"' },
  );

/** A time in ISO 8601 and UTC, or a word that stands for one. */
export const moment = (word: string) =>
  field<string>(
    (value) =>
      value === word ||
      (typeof value === "string" &&
        /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/.test(value) &&
        isMoment(value)),
    `"${word}", or a time such as "2027-01-31T18:30:00Z"`,
    { type: "time", accepts: `"${word}", or ISO 8601 in UTC` },
  );

export const flag = () =>
  field<boolean>((value) => typeof value === "boolean", "true or false", { type: "true or false" });

/** One of several words. */
export const oneOf = <const T extends string>(...words: readonly T[]) =>
  field<T>((value) => words.some((word) => word === value), listed(words), { type: "word", accepts: listed(words) });

/** A line of text that is not blank, and matches a pattern if there is one. */
export const line = (what: string, pattern = /\S/) =>
  field<string>(
    (value) => typeof value === "string" && /^[^\r\n\0]+$/.test(value) && /\S/.test(value) && pattern.test(value),
    what,
    { type: "text", accepts: what },
  );

/** A reason: a line with words in it. */
export const reason = () => line("a sentence that says why", /\p{L}{2}/u);

/** At most 20 characters, so that `<stack>_<database>-<machine>` fits a DNS label. */
const longestName = 20;
const isName = (text: string, longest: number) => text.length <= longest && /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/.test(text);
const nameUse = (longest: number) => `1 to ${longest} lower-case letters, digits and hyphens that begin with a letter`;

/** A name of at most `longest` characters. */
export const nameOf = (longest: number) =>
  z
    .custom<string>((value) => typeof value === "string" && isName(value, longest) && !reserved.has(value), {
      error: ({ input }) =>
        typeof input === "string" && reserved.has(input)
          ? `is ${show(input)}, which JavaScript reserves; use another name.`
          : `${is(input)}; use ${nameUse(longest)}.`,
    })
    .meta({ form: { type: "name" } satisfies Form });

/** A name that becomes part of service and host names. */
export const name = () => nameOf(longestName);

/** A list without duplicates. */
export function list<T extends z.ZodType>(item: T, min: number, max: number) {
  const count = min === max ? `${min}` : `${min} to ${grouped(max)}`;
  return z
    .array(item, { error: ({ input }) => `${is(input)}; use a list.` })
    .superRefine((items, context) => {
      if (items.length < min || items.length > max)
        context.addIssue({ code: "custom", message: `has ${items.length} entries; use ${count}.` });
      const repeated = items.find((one, index) => items.indexOf(one) !== index);
      if (repeated !== undefined)
        context.addIssue({ code: "custom", message: `names ${show(repeated)} twice; name it once.` });
    })
    .meta({ form: { type: "list", range: [min, max], accepts: `${count} entries` } satisfies Form });
}

/** A block whose keys are names: of machines, tiers or databases. */
export function named<T extends z.ZodType>(value: T, what: string, longest = longestName) {
  return z
    .record(z.string(), value, { error: ({ input }) => `${is(input)}; use a block of named ${what}.` })
    .superRefine((entries, context) => {
      for (const key of Object.keys(entries).filter((one) => !isName(one, longest))) {
        context.addIssue({ code: "custom", message: `has the name ${show(key)}; use ${nameUse(longest)}.` });
      }
    });
}

/** A block of settings. An unknown key is a problem; the message suggests the most similar setting. */
export function section<T extends z.core.$ZodShape>(shape: T) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? known.join(" ") : `${is(issue.input)}; use a block of settings.`,
  });
}

/** One of several blocks of settings, which differ in the value of one setting. */
export function variants<
  const Key extends string,
  const Options extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
>(key: Key, words: readonly string[], options: Options) {
  return z.discriminatedUnion(key, options, {
    error: ({ input }) =>
      typeof input === "object" && input !== null
        ? `${is(Reflect.get(input, key))}; use ${listed(words)}.`
        : `${is(input)}; use a block of settings.`,
  });
}

const isMoment = (value: string) =>
  !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().slice(0, 19) === value.slice(0, 19);
const isoDay = (time: number) => (Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10));
const within = (value: number | undefined, min = -Infinity, max = Infinity) =>
  value !== undefined && value >= min && value <= max;
const is = (value: unknown) => (value === undefined ? "is missing" : `is ${show(value)}`);
