import { verifyDisk } from "../../../cli/actions/verifyDisk";
import { UsageError } from "../../../cli/usageError";

test("rejects an undeclared member before the engine is used", async () => {
  await expect(verifyDisk({ stack: "dev", member: "content-db-9", yes: true, json: false })).rejects.toThrow(
    new UsageError("dev declares no member content-db-9; use content-db-1, content-db-2, views-db-1 or views-db-2."),
  );
});
