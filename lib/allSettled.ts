/**
 * Waits for all promises, even if one rejects, so that no work continues after the error is reported. Then throws the
 * first error.
 */
export async function allSettled<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}
