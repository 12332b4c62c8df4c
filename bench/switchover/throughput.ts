import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import type { Figure } from "../support/report";
import { pages } from "./clients";
import { fast, type Machine, slow } from "./declaration";
import type { Site } from "./site";

/** Writers that send their next edit when the last one is answered, and what each edit writes: large, so that the disk is what they wait for. */
const [writers, editBytes] = [12, 96 * 1_024];
const [rampUp, measured] = [10, 60];

/** Edits that the site takes for good on the old machine's disk and on the new one's; between them the three diffs of the upgrade. */
export async function throughput(site: Site): Promise<Figure[]> {
  await site.leadAlone("db-1");
  const onSlow = await sustained(site, "db-1");
  await site.lead("db-1");
  await site.untilStreaming("db-1");
  await site.limitDiskOf("db-2");
  await site.lead("db-2");
  await site.leadAlone("db-2");
  const onFast = await sustained(site, "db-2");
  return [
    {
      name: `edits of ${editBytes / 1_024} KiB, ${slow.writeMBps} MB/s and ${slow.writeIops} operations/s`,
      value: onSlow,
      unit: "/s",
    },
    {
      name: `edits of ${editBytes / 1_024} KiB, ${fast.writeMBps} MB/s and ${fast.writeIops} operations/s`,
      value: onFast,
      unit: "/s",
    },
    { name: "fast / slow", value: onFast / onSlow, unit: "", atLeast: 1.5 },
  ];
}

async function sustained(site: Site, primary: Machine): Promise<number> {
  let [edits, writing] = [0, true];
  const all = Array.from({ length: writers }, async () => {
    while (writing) {
      // One that is refused is not counted, and the next one comes after a moment.
      await site.edit(`p-${Math.floor(Math.random() * pages)}`, editBytes).then(
        () => edits++,
        () => pause(100),
      );
    }
  });
  await pause(rampUp * 1_000);
  const [before, from] = [edits, performance.now()];
  await pause(measured * 1_000);
  const rate = (1_000 * (edits - before)) / (performance.now() - from);
  writing = false;
  await Promise.all(all);
  console.log(`${primary} alone: ${rate.toFixed(1)} edits/s`);
  return rate;
}
