import type { ApplicationPlan } from "../components/application/plan";

/** Connections that the outbox's relays hold to a database, for writing. A rollout has one relay more. */
export const relayConnections = ({ outbox }: Pick<ApplicationPlan, "outbox">, database: string): number =>
  outbox.database === database && outbox.relays > 0 ? outbox.relays + 1 : 0;
