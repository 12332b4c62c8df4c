import { engineAddress } from "./engine";

interface EngineError {
  readonly statusCode?: number;
  readonly json?: { readonly message?: string };
  readonly code?: string;
  readonly message: string;
}

const isEngineError = (error: unknown): error is EngineError => error instanceof Error;

const CONNECTION_ERRORS = ["ENOENT", "ECONNREFUSED", "EACCES", "ENOTFOUND", "ECONNRESET"];

export const isNotFound = (error: unknown): boolean => isEngineError(error) && error.statusCode === 404;
export const mentions = (error: unknown, text: string): boolean =>
  isEngineError(error) && messageOf(error).includes(text);

export function messageOf(error: unknown): string {
  if (!isEngineError(error)) return String(error);
  if (error.statusCode !== undefined) return `Error response from daemon: ${error.json?.message ?? error.message}`;
  if (error.code !== undefined && CONNECTION_ERRORS.includes(error.code)) {
    const advice = "check that it is running and that DOCKER_HOST is correct";
    return `Cannot connect to the Docker engine at ${engineAddress()} (${error.code}); ${advice}.`;
  }
  return error.message;
}

/** Rethrows the engine's error with the text of Docker's own tools and the object that it is about. */
export async function describeErrors<T>(about: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw Object.assign(new Error(`${messageOf(error)} (${about})`), {
      statusCode: isEngineError(error) ? error.statusCode : undefined,
    });
  }
}

/** The object, or undefined if the engine does not have it. */
export async function findOrUndefined<T>(about: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw new Error(`${messageOf(error)} (${about})`);
  }
}
