// The entry point of every npm script. A fresh clone has no node_modules, so this file and dependencies.js are plain
// JavaScript without dependencies. All other files are TypeScript, which tsx runs without a build.
"use strict";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`error: this is Node ${process.versions.node}; install Node 20.19 or newer.`);
  process.exit(1);
}

try {
  require("./dependencies.js").ensureDependencies();
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
// Loaded before tsx, which would parse it: 10 ms instead of 35.
require("commander");
require("tsx/cjs");
require("../cli/main.ts");
