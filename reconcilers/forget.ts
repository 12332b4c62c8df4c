import { prefixRange } from "./forget/range";

/** What is to be deleted, from the first argument. */
interface Forgotten {
  /** Client addresses of etcd's members. */
  readonly endpoints: readonly string[];
  readonly database: string;
}

/**
 * Deletes what etcd knows of a database: who led it, and which data was its own. What `npm run forget` runs inside the cluster's network, for a
 * moment. Prints a line of JSON: how many keys there were, or what went wrong.
 */
async function main({ endpoints, database }: Forgotten): Promise<void> {
  // Where Patroni keeps it, unless told otherwise (Patroni 4.0, "namespace").
  const body = JSON.stringify(prefixRange(`/service/${database}/`));
  let reason = "no member is declared";
  for (const endpoint of endpoints) {
    try {
      const response = await fetch(`${endpoint}/v3/kv/deleterange`, {
        method: "POST",
        body,
        signal: AbortSignal.timeout(5_000),
      });
      const answer: unknown = await response.json();
      if (!response.ok) throw new Error(JSON.stringify(answer));
      // A count of none is left out.
      const deleted: unknown =
        typeof answer === "object" && answer !== null ? Reflect.get(answer, "deleted") : undefined;
      console.log(JSON.stringify({ deleted: Number(deleted ?? 0) }));
      return;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  console.log(JSON.stringify({ problem: reason }));
}

void main(JSON.parse(process.argv[2] ?? "{}"));
