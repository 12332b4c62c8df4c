import { engineAddress } from "./engine";

interface EngineError {
  readonly statusCode?: number;
  readonly json?: { readonly message?: string };
  readonly code?: string;
  readonly message: string;
}

const isEngineError = (error: unknown): error is EngineError => error instanceof Error;

export const isNotFound = (error: unknown): boolean => isEngineError(error) && error.statusCode === 404;
export const isBusy = (error: unknown, words: string): boolean =>
  isEngineError(error) && messageOf(error).includes(words);

export function messageOf(error: unknown): string {
  if (!isEngineError(error)) return String(error);
  if (error.statusCode !== undefined) return `Error response from daemon: ${error.json?.message ?? error.message}`;
  if (
    error.code !== undefined &&
    ["ENOENT", "ECONNREFUSED", "EACCES", "ENOTFOUND", "ECONNRESET"].includes(error.code)
  ) {
    return `Cannot connect to the Docker engine at ${engineAddress()} (${error.code}); is it running, and DOCKER_HOST right?`;
  }
  return error.message;
}

/** An engine's answer in the words that Docker's own tools have for it, and of which object it speaks. */
export async function asked<T>(about: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw Object.assign(new Error(`${messageOf(error)} (${about})`), {
      statusCode: isEngineError(error) ? error.statusCode : undefined,
    });
  }
}

/** What is there, or undefined when the engine has no such thing. */
export async function found<T>(about: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw new Error(`${messageOf(error)} (${about})`);
  }
}
