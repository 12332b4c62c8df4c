import * as z from "zod";

/**
 * An HTTP address at which a service reports its state, on one of its networks, without a password. `npm run status`
 * asks every task of the service, from inside the cluster.
 */
export const probe = z
  .object({
    kind: z.enum(["haproxy", "rabbitmq", "patroni", "database", "worker", "outbox", "backup"]),
    network: z.string(),
    url: z.string(),
  })
  .readonly();
export type Probe = z.output<typeof probe>;
export type ProbeKind = Probe["kind"];

/** What the job `status` gets of each probe: it has joined the networks already. */
export type ProbeTarget = Pick<Probe, "kind" | "url">;

/** Label of a service that holds its probe as JSON. */
export const probeLabel = "apture.probe";
