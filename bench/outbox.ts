import { drain } from "./outbox/drain";
import { once } from "./outbox/once";
import { Site } from "./outbox/site";
import { runParts } from "./support/parts";

/** The outbox: edits while the broker is away and all behind them is killed; how fast relays empty a long outbox. */
runParts({
  name: "outbox",
  takes: "about 15 minutes",
  bringUp: () => Site.bringUp(),
  parts: { once, drain },
});
