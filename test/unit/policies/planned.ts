import { DeclarationError } from "../../../components/declaration/problems";
import { planDeclaration } from "../../../stacks/plan";
import { type Edit, edited } from "../../../testing/fixtures/declarationEdits";

/** Changes of dev that make the arithmetic easy to follow: a write budget of 300 rows/s for pages. */
export const base = (): Edit => ({
  traffic: { pages: 100, edits: 10, events: 20 },
  "machines.db-1.disk": { writeMBps: 50, readMBps: 50, writeIops: 300, readIops: 300 },
  "machines.app-1.memory": "16 GiB",
  "machines.web-1.memory": "16 GiB",
  "machines.db-1.memory": "8 GiB",
  "machines.db-2.memory": "8 GiB",
  "databases.content.connections": 40,
  "databases.content.memory": "1 GiB",
  "databases.views.connections": 60,
  "databases.views.memory": "1 GiB",
  "queue.maxItems": 100_000,
  workers: { instances: 2, concurrency: 4, flow: { floor: 2, ceiling: 60, writesPerJob: 2, commitLatency: "25 ms" } },
});

/** The waived violations of the changed declaration, or its problems. */
export function planned(edit: Edit, today = "2026-11-23") {
  try {
    return { waived: planDeclaration(edited({ ...base(), ...edit }), { today }).waived, problems: [] };
  } catch (error) {
    if (error instanceof DeclarationError) return { waived: [], problems: error.problems };
    throw error;
  }
}
