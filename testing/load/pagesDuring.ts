import { percentile } from "../checkers/statistics";
import { attacks } from "./attacks";
import { startLoad } from "./openLoop";

/** What clients that read a page saw. */
export interface PagesSeen {
  readonly sent: number;
  /** Share answered 200, from 0 to 1. */
  readonly answered: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** How many answers had each status; 0 is a request without an answer. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** Reads pages for some seconds at 40/s, with the attack that is named, or with none. */
export async function pagesDuring(url: string, port: number, seconds: number, attack?: string): Promise<PagesSeen> {
  const statuses: Record<string, number> = {};
  const running = attack === undefined ? undefined : attacks[attack]?.(port);
  if (attack !== undefined && running === undefined) throw new Error(`there is no attack "${attack}"`);
  try {
    const load = startLoad({
      url,
      rate: 40,
      request: () => ({ path: "/p/home" }),
      observe: ({ status }) => {
        statuses[status] = (statuses[status] ?? 0) + 1;
      },
    });
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    const { sent, latencies } = await load.stop();
    return {
      sent,
      answered: (statuses["200"] ?? 0) / sent,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      statuses,
    };
  } finally {
    running?.stop();
  }
}
