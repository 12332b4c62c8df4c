import type { FreezeRun } from "./diskFreeze";
import { latencyOf } from "./traffic";

/** One line of a panel. Points are seconds since the freeze and values. */
interface Series {
  readonly name: string;
  readonly color: string;
  readonly points: readonly (readonly [number, number])[];
}

interface Panel {
  readonly title: string;
  readonly logarithmic: boolean;
  readonly series: readonly Series[];
}

const [width, height, left, top, gap] = [900, 170, 70, 40, 50];
const colors = ["#1b7f5a", "#c0392b"];

/**
 * Draws the runs as SVG, one line each: latency, availability, runnable processes and queue depth. The freeze is
 * shaded.
 */
export function chart(runs: readonly { readonly name: string; readonly run: FreezeRun }[]): string {
  const series = (values: (run: FreezeRun) => readonly (readonly [number, number])[]) =>
    runs.map(({ name, run }, index) => ({
      name,
      color: colors[index % colors.length] ?? "#000",
      points: values(run)
        .map(([at, value]) => [(at - run.frozenAt) / 1_000, value] as const)
        .filter(([at]) => at >= -60),
    }));
  const panels: Panel[] = [
    {
      title: "Edit latency p95 in each 5 s, ms (logarithmic)",
      logarithmic: true,
      series: series((run) => each5s(run, (from, to) => latencyOf(run.requests, "edit", from, to).p95)),
    },
    {
      title: "Pages answered 200 within 5 s, %",
      logarithmic: false,
      series: series((run) => each5s(run, (from, to) => pagesServed(run, from, to))),
    },
    { title: "Runnable processes", logarithmic: false, series: series(({ runnable }) => runnable) },
    { title: "Jobs in the queue", logarithmic: false, series: series(({ depth }) => depth) },
  ];
  const end = Math.max(...panels.flatMap(({ series: all }) => all.flatMap(({ points }) => points.map(([at]) => at))));
  const thaw = Math.max(...runs.map(({ run }) => (run.thawedAt - run.frozenAt) / 1_000));
  const x = (seconds: number) => left + ((seconds + 60) / (end + 60)) * (width - left - 20);
  const body = panels.map((panel, index) => draw(panel, top + index * (height + gap), x, thaw, end));
  const legend = runs.map(
    ({ name }, index) =>
      `<text x="${left + index * 260}" y="20" fill="${colors[index % colors.length]}">${name}</text>`,
  );
  const total = top + panels.length * (height + gap);
  const size = `width="${width}" height="${total}" viewBox="0 0 ${width} ${total}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
${[...legend, ...body].join("\n")}
</svg>
`;
}

function draw(
  { title, logarithmic, series }: Panel,
  y0: number,
  x: (seconds: number) => number,
  thaw: number,
  end: number,
): string {
  const values = series.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);
  const scale = (value: number) => (logarithmic ? Math.log10(Math.max(1, value)) : value);
  const most = Math.max(1, ...values.map(scale));
  const y = (value: number) => y0 + height - (scale(value) / most) * height;
  const marks = logarithmic
    ? Array.from({ length: Math.floor(most) + 1 }, (_, power) => 10 ** power)
    : [0, most / 2, most];
  const times = Array.from({ length: Math.floor(end / 60) + 2 }, (_, index) => (index - 1) * 60);
  return [
    `<rect x="${x(0)}" y="${y0}" width="${x(thaw) - x(0)}" height="${height}" fill="#e8eef7"/>`,
    `<text x="${left}" y="${y0 - 8}" font-weight="bold">${title}</text>`,
    ...marks.map(
      (mark) =>
        `<line x1="${left}" x2="${x(end)}" y1="${y(mark)}" y2="${y(mark)}" stroke="#ddd"/>` +
        `<text x="${left - 6}" y="${y(mark) + 4}" text-anchor="end">${short(mark)}</text>`,
    ),
    ...times.map((time) => `<text x="${x(time)}" y="${y0 + height + 16}" text-anchor="middle">${time} s</text>`),
    ...series.map(
      ({ color, points }) =>
        `<polyline fill="none" stroke="${color}" stroke-width="1.5" points="${points
          .filter(([, value]) => Number.isFinite(value))
          .map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`)
          .join(" ")}"/>`,
    ),
  ].join("\n");
}

function each5s(run: FreezeRun, value: (from: number, to: number) => number): (readonly [number, number])[] {
  const steps = Math.floor((run.endedAt - run.measureFrom) / 5_000);
  return Array.from({ length: steps }, (_, index) => run.measureFrom + index * 5_000).map(
    (from) => [from, value(from, from + 5_000)] as const,
  );
}

function pagesServed({ requests }: FreezeRun, from: number, to: number): number {
  const pages = requests.filter(({ kind, at }) => kind === "page" && at >= from && at < to);
  return (
    (100 * pages.filter(({ status, milliseconds }) => status === 200 && milliseconds < 5_000).length) / pages.length
  );
}

const short = (value: number) =>
  value >= 1_000 ? `${Math.round(value / 100) / 10}k` : String(Math.round(value * 10) / 10);
