import type * as z from "zod";
import { decimal, duration, section } from "../declaration/schema";

/**
 * The peak load of the site, in requests per second over all tiers. Policies check the capacity of the cluster against
 * it. It creates no resource.
 */
export const trafficSchema = section({
  /** Page reads per second. */
  pages: decimal(0, 1_000_000),
  /** Page edits per second. Each edit also publishes a job. */
  edits: decimal(0, 1_000_000),
  /** Events per second. Each event is a job. */
  events: decimal(0, 1_000_000),
  /**
   * Mean time that a request occupies a thread or connection of a web server, including its waits for databases. By
   * Little's law, requests per second times this latency is the concurrency that the web tiers need, which policies
   * check.
   * @default not checked
   */
  latency: duration("1 ms", "1 min").optional(),
});

export type TrafficSpec = z.output<typeof trafficSchema>;

/** Jobs that arrive per second. */
export const arrival = ({ edits, events }: TrafficSpec) => edits + events;

/** Requests of all kinds per second. */
export const requests = ({ pages, edits, events }: TrafficSpec) => pages + edits + events;
