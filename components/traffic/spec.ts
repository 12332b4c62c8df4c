import type * as z from "zod";
import { decimal, duration, section } from "../declaration/schema";

/** What the site gets at its busiest, requests per second over all tiers: what policies hold limits against. Nothing is made of it. */
export const trafficSchema = section({
  /** Pages read. 0 to 1,000,000. */
  pages: decimal(0, 1_000_000),
  /** Pages edited; each edit is a job as well. 0 to 1,000,000. */
  edits: decimal(0, 1_000_000),
  /** Events posted; each is a job. 0 to 1,000,000. */
  events: decimal(0, 1_000_000),
  /**
   * How long a request keeps its place at a web server on average, what it waits for databases included. Places that are taken at a time are
   * requests per second x this (Little's law): what policies hold the tiers' places against. 1 ms to 1 min. @default not known, not checked
   */
  latency: duration("1 ms", "1 min").optional(),
});

export type TrafficSpec = z.output<typeof trafficSchema>;

/** Jobs that arrive a second. */
export const arrival = ({ edits, events }: TrafficSpec) => edits + events;

/** Requests that arrive a second, of all kinds. */
export const requests = ({ pages, edits, events }: TrafficSpec) => pages + edits + events;
