import { UsageError } from "../../../cli/arguments";
import { verifyDisk } from "../../../cli/commands/verifyDisk";

test("refuses a member that is not declared, before anything is asked", async () => {
  await expect(verifyDisk({ stack: "dev", member: "content-db-9", yes: true, json: false })).rejects.toThrow(
    new UsageError("dev declares no member content-db-9; use content-db-1, content-db-2, views-db-1 or views-db-2."),
  );
});
