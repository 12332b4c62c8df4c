import type { Outcome } from "./loop";

/** Does something each time that the desired state comes to hold, before it counts as held. */
export function whenSettled(look: () => Promise<Outcome>, settle: () => Promise<void>): () => Promise<Outcome> {
  let settled = false;
  return async () => {
    const outcome = await look().catch((error: unknown) => {
      settled = false;
      throw error;
    });
    if (outcome.state === "holds" && !settled) await settle();
    settled = outcome.state === "holds";
    return outcome;
  };
}
