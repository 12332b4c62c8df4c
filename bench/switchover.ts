import { runBenchmark } from "./support/benchmark";
import { SwitchoverCluster } from "./switchover/cluster";
import { failovers } from "./switchover/failover";
import { throughput } from "./switchover/throughput";
import { upgrades } from "./switchover/upgrade";

/**
 * Moves a primary to other hardware under load, planned and by killing it, and measures what the faster disk brings.
 */
runBenchmark({
  name: "switchover",
  duration: "about 30 minutes",
  bringUp: () => SwitchoverCluster.bringUp(),
  // Throughput comes last because it leaves a cluster with one member.
  parts: { upgrade: upgrades, failover: failovers, throughput },
});
