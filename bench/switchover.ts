import { runParts } from "./support/parts";
import { failovers } from "./switchover/failover";
import { Site } from "./switchover/site";
import { throughput } from "./switchover/throughput";
import { upgrades } from "./switchover/upgrade";

/** A database that moves to other hardware under load: planned, and when its primary is killed; and what the move brings. */
runParts({
  name: "switchover",
  takes: "about 30 minutes",
  bringUp: () => Site.bringUp(),
  // The last one leaves a cluster with one member.
  parts: { upgrade: upgrades, failover: failovers, throughput },
});
