import { Gauge, Registry } from "prom-client";

export interface GaugeReading {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Readings in Prometheus's text format. A gauge without a sample is left out. */
export function prometheusText(gauges: readonly GaugeReading[]): Promise<string> {
  const registry = new Registry();
  for (const { name, help, samples } of gauges.filter((one) => one.samples.length > 0)) {
    const gauge = new Gauge({ name, help, labelNames: Object.keys(samples[0]?.labels ?? {}), registers: [registry] });
    for (const { labels, value } of samples) gauge.set({ ...labels }, value);
  }
  return registry.metrics();
}
