import { defineCommand } from "../command";
import { stack, yes } from "../commonOptions";

export const command = defineCommand({
  name: "restore",
  summary: "Restores a database to a point in time, as a new database. The original is only read.",
  options: {
    stack,
    to: { value: "TIME", default: "latest", summary: 'point in time: "2027-01-31 18:30:00" (UTC) or "10 min ago"' },
    as: { value: "NAME", required: true, summary: "name of the new database" },
    yes,
  },
  argument: "<DATABASE>",
  run(options, database) {
    const { restore }: typeof import("../actions/restore") = require("../actions/restore");
    return restore({ ...options, database });
  },
});
