import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chart } from "./flow/chart";
import { site as declared, disk, unprotected } from "./flow/declaration";
import { compareDrains } from "./flow/drain";
import { figuresOf, freeze } from "./flow/freeze";
import { exactlyOnce } from "./flow/once";
import { shareOneDisk } from "./flow/share";
import { Site } from "./flow/site";
import { runParts } from "./support/parts";
import type { Figure } from "./support/report";

/** The same freeze with everything declared, and with everything switched off; both in one chart. */
async function freezes(site: Site): Promise<Figure[]> {
  const contained = await freeze(site, declared(site.disk.device));
  const wave = await freeze(site, unprotected(site.disk.device));
  const folder = join(__dirname, "results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "freeze.svg"),
    chart([
      { name: "as declared", run: contained },
      { name: "everything off", run: wave },
    ]),
  );
  console.log("The two time series are in bench/results/freeze.svg.");
  return [...figuresOf("as declared", contained, true), ...figuresOf("everything off", wave, false)];
}

/** A queue in front of a write-bound disk: what flow control and containment do, and what happens without them. */
runParts({
  name: "flow",
  takes: "about 70 minutes",
  bringUp: () => Site.bringUp(declared, disk),
  parts: { freeze: freezes, once: exactlyOnce, share: shareOneDisk, drain: compareDrains },
});
