import { isBusy, isNotFound, messageOf } from "./errors";
import { poll } from "./poll";

const TIMEOUT_MS = 30_000;

/**
 * Removes what containers that still leave hold for a moment. Gone already is as good.
 * @param about what it is, for errors: `network web`
 * @param busy words of the engine's answer while somebody has it
 */
export async function removeWhenUnused(
  about: string,
  remove: () => Promise<unknown>,
  busy: readonly string[],
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
        if (busy.some((words) => isBusy(error, words))) return undefined;
        throw new Error(`${last} (${about})`);
      }
    },
    TIMEOUT_MS,
    signal,
  );
  if (!removed) throw new Error(`${about} is still in use after ${TIMEOUT_MS / 1_000}s: ${last}`);
}
