/** A sample in Prometheus's text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Parses Prometheus's text format 0.0.4. Lines that are not samples are skipped. */
export function samplesIn(text: string): Sample[] {
  return [...text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})? (\S+)/gm)].map(
    ([, name = "", labels = "", value]) => ({ name, labels: labelsIn(labels), value: Number(value) }),
  );
}

function labelsIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = "", value = ""]) => [name, unescaped(value)]),
  );
}

const unescaped = (value: string) => value.replace(/\\(.)/g, (_, character) => (character === "n" ? "\n" : character));

/** The value of the first sample with this name and these labels; undefined for NaN, too. */
export function firstValue(
  samples: readonly Sample[],
  name: string,
  labels: Sample["labels"] = {},
): number | undefined {
  const found = samples.find(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  return found === undefined || Number.isNaN(found.value) ? undefined : found.value;
}
