import { OutboxCluster } from "./outbox/cluster";
import { drain } from "./outbox/drain";
import { exactlyOnce } from "./outbox/exactlyOnce";
import { runBenchmark } from "./support/benchmark";

/** Edits while the broker is away and everything behind them is killed; how fast relays empty a long outbox. */
runBenchmark({
  name: "outbox",
  duration: "about 12 minutes",
  bringUp: () => OutboxCluster.bringUp(),
  parts: { "exactly-once": exactlyOnce, drain },
});
