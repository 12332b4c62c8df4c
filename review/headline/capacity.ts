import { formatNumber } from "../../lib/format";
import { lostKeys } from "../diff/cacheLoss";
import { pairsOf } from "../diff/compare";
import { bytesText, count, listOf, percent } from "../phrasing/phrases";
import type { DatabaseMetrics, Metrics, TierMetrics } from "../snapshot/metrics/schema";

/** A part of a headline, and the settings that it covers: paths, `*` for any name, sections with all their settings. */
export interface CapacityPhrase {
  readonly text: string;
  readonly covers: readonly string[];
}

type Phrases = (before: Metrics, after: Metrics) => CapacityPhrase[];

/** What changes in the capacity of the cluster, the most important first. */
export const capacityPhrases: Phrases = (before, after) =>
  [databases, tiers, cache, workers, queue, disks, machines].flatMap((phrases) => phrases(before, after));

const databases: Phrases = (before, after) =>
  pairsOf(before.databases, after.databases, ({ name }) => name).flatMap(({ name, before: was, after: is }) => {
    const section = `databases.${name}`;
    if (is === undefined) return [{ text: `database ${name} is removed`, covers: [section] }];
    if (was === undefined) {
      const parts = is.parts.length > 0 ? ` for ${listOf(is.parts)}` : "";
      return [
        { text: `new database ${name}${parts}`, covers: [section, ...(parts === "" ? [] : ["application.placement"])] },
      ];
    }
    const covers = [`${section}.primary`, `${section}.replicas`];
    if (was.primary !== is.primary)
      return [{ text: `the primary of database ${name} moves from ${was.primary} to ${is.primary}`, covers }];
    const text = replicas(name, was, is);
    return text === undefined ? [] : [{ text, covers }];
  });

function replicas(name: string, was: DatabaseMetrics, is: DatabaseMetrics): string | undefined {
  const added = is.replicas.filter((machine) => !was.replicas.includes(machine));
  const removed = was.replicas.filter((machine) => !is.replicas.includes(machine));
  if (added.length + removed.length === 0) return undefined;
  if (removed.length === 0)
    return `database ${name} gets ${added.length === 1 ? "a replica" : "replicas"} on ${listOf(added)}`;
  if (added.length === 0)
    return is.replicas.length === 0
      ? `database ${name} loses ${removed.length === 1 ? "its only replica" : "all replicas"}`
      : `database ${name} loses its ${removed.length === 1 ? "replica" : "replicas"} on ${listOf(removed)}`;
  const subject =
    added.length === 1 && removed.length === 1
      ? `the replica of database ${name} moves`
      : `the replicas of database ${name} move`;
  return `${subject} from ${listOf(removed)} to ${listOf(added)}`;
}

const tiers: Phrases = (before, after) =>
  pairsOf(before.tiers, after.tiers, ({ name }) => name).flatMap(({ name, before: was, after: is }) => {
    const weight = "loadBalancer.weights.*";
    if (is === undefined) return [{ text: `tier ${name} is removed`, covers: [`web.${name}`, weight] }];
    const share = after.tiers.length > 1 && was?.share !== is.share ? `${percent(is.share)} of requests` : "";
    if (was === undefined) {
      const text = `new tier ${name} with ${count(is.instances, "instance")}${share === "" ? "" : ` and ${share}`}`;
      return [{ text, covers: [`web.${name}`, weight] }];
    }
    const scales = was.instances === is.instances ? [] : [scaling(was, is)];
    const gets = share === "" ? [] : [`gets ${share} instead of ${percent(was.share)}`];
    const covers = [...(scales.length > 0 ? [`web.${name}.instances`] : []), ...(share === "" ? [] : [weight])];
    return covers.length === 0 ? [] : [{ text: `tier ${name} ${[...scales, ...gets].join(" and ")}`, covers }];
  });

const scaling = (was: TierMetrics, is: TierMetrics) =>
  `scales from ${was.instances} to ${count(is.instances, "instance")}`;

const cache: Phrases = (before, after) => {
  const lost = lostKeys(before, after, []);
  if (lost === 0) return [];
  const [was, is] = [before.cache, after.cache].map(({ servers, memory }) => servers.length * memory);
  const change =
    was === is || was === undefined || is === undefined
      ? "the cache is rearranged"
      : `the cache ${is > was ? "grows" : "shrinks"} from ${bytesText(was)} to ${bytesText(is)}`;
  return [{ text: `${change} and loses ${lost === 1 ? "all" : percent(lost)} of its keys`, covers: ["cache"] }];
};

const workers: Phrases = ({ workers: was, queue: { drain: old } }, { workers: is, queue: { drain } }) => {
  const scales = was.instances === is.instances ? [] : [`scale from ${was.instances} to ${is.instances}`];
  const limit =
    old === drain
      ? []
      : drain === undefined
        ? ["lose their rate limit"]
        : old === undefined
          ? [`get a rate limit of ${formatNumber(drain)} jobs/s in total`]
          : [`do up to ${formatNumber(drain)} jobs/s instead of ${formatNumber(old)}`];
  if (scales.length + limit.length === 0) return [];
  const wholeSection = old === undefined || drain === undefined;
  return [
    {
      text: `workers ${[...scales, ...limit].join(" and ")}`,
      covers: [
        ...(scales.length > 0 ? ["workers.instances"] : []),
        ...(limit.length > 0 ? [wholeSection ? "workers.flow" : "workers.flow.ceiling"] : []),
      ],
    },
  ];
};

const queue: Phrases = ({ queue: was }, { queue: is }) =>
  was.maxItems === is.maxItems
    ? []
    : [
        {
          text: `the queue holds up to ${formatNumber(is.maxItems)} jobs instead of ${formatNumber(was.maxItems)}`,
          covers: ["queue.maxItems"],
        },
      ];

const disks: Phrases = (before, after) =>
  pairsOf(before.disks, after.disks, ({ machine }) => machine).flatMap(({ name, before: was, after: is }) =>
    was === undefined || is === undefined || was.budget === is.budget
      ? []
      : [
          {
            text:
              `the disk of ${name} sustains writes of ${formatNumber(is.budget)} rows/s instead of ` +
              `${formatNumber(was.budget)}`,
            covers: ["writeMBps", "readMBps", "writeIops", "readIops"].map((field) => `machines.${name}.disk.${field}`),
          },
        ],
  );

const machines: Phrases = (before, after) => {
  const pairs = pairsOf(before.machines, after.machines, ({ name }) => name);
  const added = pairs.flatMap(({ name, before: was }) => (was === undefined ? [name] : []));
  const removed = pairs.flatMap(({ name, after: is }) => (is === undefined ? [name] : []));
  const noun = (names: readonly string[]) => (names.length === 1 ? "machine" : "machines");
  const covers = (names: readonly string[]) => names.map((name) => `machines.${name}`);
  return [
    ...(added.length > 0 ? [{ text: `new ${noun(added)} ${listOf(added)}`, covers: covers(added) }] : []),
    ...(removed.length > 0
      ? [
          {
            text: `${noun(removed)} ${listOf(removed)} ${removed.length === 1 ? "is" : "are"} removed`,
            covers: covers(removed),
          },
        ]
      : []),
  ];
};
