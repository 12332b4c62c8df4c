import type { ForgetLine, ForgetRequest } from "../contracts/forgetDatabase";
import { prefixRange } from "./forget/range";

/**
 * Deletes a database's keys from etcd: its leader, its configuration, and the identifier of its data. `npm run
 * purge` runs it as a job.
 */
async function forget({ endpoints, database }: ForgetRequest): Promise<ForgetLine> {
  // Patroni's default namespace (Patroni 4.0, "namespace").
  const body = JSON.stringify(prefixRange(`/service/${database}/`));
  let problem = "etcd has no members";
  for (const endpoint of endpoints) {
    try {
      const response = await fetch(`${endpoint}/v3/kv/deleterange`, {
        method: "POST",
        body,
        signal: AbortSignal.timeout(5_000),
      });
      const answer: unknown = await response.json();
      if (!response.ok) throw new Error(JSON.stringify(answer));
      // etcd omits a count of zero.
      const deleted: unknown =
        typeof answer === "object" && answer !== null ? Reflect.get(answer, "deleted") : undefined;
      return { deleted: Number(deleted ?? 0) };
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  }
  return { problem };
}

void forget(JSON.parse(process.argv[2] ?? "{}")).then((line) => console.log(JSON.stringify(line)));
