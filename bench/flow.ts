import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chart } from "./flow/chart";
import { disk, site as declared, unprotected } from "./flow/declaration";
import { compareDrains } from "./flow/drain";
import { figuresOf, freeze } from "./flow/freeze";
import { exactlyOnce } from "./flow/once";
import { shareOneDisk } from "./flow/share";
import { Site } from "./flow/site";
import { type Figure, report } from "./support/report";

/** The parts, in the order in which they run; `npm run bench -- flow --part freeze` runs one. */
const parts: Readonly<Record<string, (site: Site) => Promise<Figure[]>>> = {
  drain: compareDrains,
  freeze: freezes,
  once: exactlyOnce,
  share: shareOneDisk,
};

/** A queue in front of a write-bound disk: what flow control and containment do, and what happens without them. */
async function main(chosen: readonly string[]): Promise<number> {
  const unknown = chosen.find((name) => !(name in parts));
  if (unknown !== undefined) {
    console.error(`flow has no part ${unknown}: ${Object.keys(parts).join(", ")}`);
    return 2;
  }
  const names = chosen.length > 0 ? chosen : Object.keys(parts);
  console.log(`Parts: ${names.join(", ")}. All of them take about an hour.`);
  const site = await Site.bringUp(declared, disk);
  let code = 0;
  try {
    for (const name of names) {
      console.log(`\n${name}`);
      code = Math.max(code, report(`flow-${name}`, (await parts[name]?.(site)) ?? []));
    }
  } finally {
    await site.takeDown();
  }
  return code;
}

/** The same freeze with everything declared, and with everything switched off; both in one chart. */
async function freezes(site: Site): Promise<Figure[]> {
  const contained = await freeze(site, declared(site.disk.device));
  const wave = await freeze(site, unprotected(site.disk.device));
  const folder = join(__dirname, "results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "freeze.svg"), chart([{ name: "as declared", run: contained }, { name: "everything off", run: wave }]));
  console.log("The two time series are in bench/results/freeze.svg.");
  return [...figuresOf("as declared", contained, true), ...figuresOf("everything off", wave, false)];
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
