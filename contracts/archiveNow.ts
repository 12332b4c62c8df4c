import * as z from "zod";
import type { DesiredDatabase } from "./desiredDatabase";

/** What the job `archiveNow` needs to reach a database: its first argument, as JSON. */
export type ArchiveNowRequest = Pick<DesiredDatabase, "members" | "port" | "superuser" | "apiUser">;

/** The line of JSON that the job prints. */
export const archiveNowLine = z.union([
  z.object({
    /** Time of the last transaction in the archive, seconds since 1970: a restore can reach any time before it. */
    archivedUntil: z.number(),
  }),
  z.object({ problem: z.string() }),
]);
export type ArchiveNowLine = z.output<typeof archiveNowLine>;
