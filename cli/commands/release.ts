import { defineCommand } from "../command";

export const command = defineCommand({
  name: "release",
  summary: "Builds the images whose sources changed, pushes them to a registry and updates the lock file to commit.",
  options: {
    lock: {
      value: "FILE",
      default: "images/lock.json",
      summary: "lock file with image digests, which apture:imageLock of a stack names",
    },
    dryRun: { summary: "list the images to push without building them" },
  },
  argument: "<REGISTRY>",
  help: () => "REGISTRY is a host and a path: registry.example.com/apture. Log in first with docker login.",
  run(options, registry) {
    const { release }: typeof import("../actions/release") = require("../actions/release");
    return release({ ...options, registry });
  },
});
