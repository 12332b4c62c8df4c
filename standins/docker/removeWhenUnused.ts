import { isNotFound, mentions, messageOf } from "./errors";
import { poll } from "./poll";

const TIMEOUT_MS = 30_000;

/**
 * Removes an object, and retries while terminating containers still use it. An object that no longer exists counts as
 * removed.
 * @param about the object, for errors: `network web`
 * @param inUse parts of the engine's error text that mean that the object is in use
 */
export async function removeWhenUnused(
  about: string,
  remove: () => Promise<unknown>,
  inUse: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  let last = "";
  const removed = await poll(
    async () => {
      try {
        await remove();
        return true;
      } catch (error) {
        if (isNotFound(error)) return true;
        last = messageOf(error);
        if (inUse.some((text) => mentions(error, text))) return undefined;
        throw new Error(`${last} (${about})`);
      }
    },
    TIMEOUT_MS,
    signal,
  );
  if (!removed) throw new Error(`${about} is still in use after ${TIMEOUT_MS / 1_000}s: ${last}`);
}
