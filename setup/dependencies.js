"use strict";

const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join, resolve } = require("node:path");

const root = resolve(__dirname, "..");
/** In node_modules, so that it is deleted with them. */
const stamp = join(root, "node_modules", ".apture-lock-hash");

/** Installs the npm dependencies of the lock file if they are missing or outdated. Prints nothing otherwise. */
function ensureDependencies() {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const hash = createHash("sha256").update(lock).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  if (!matchesLock(lock)) install();
  writeFileSync(stamp, hash);
}

function install() {
  const started = Date.now();
  console.log("npm dependencies   installing from the lock file ...");
  const { error, status, stdout, stderr } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: root,
    encoding: "utf8",
  });
  if (error !== undefined) throw new Error(`npm cannot be started: ${error.message}`);
  if (status !== 0) throw new Error(`npm ci failed:\n${stdout}${stderr}`);
  console.log(`npm dependencies   installed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/**
 * Whether node_modules already matches the lock file, as after `npm install`. `npm ci` would delete and reinstall it.
 */
function matchesLock(lock) {
  const hidden = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, "utf8")).packages;
  return Object.entries(JSON.parse(lock).packages).every(
    ([path, wanted]) =>
      path === "" || (path in installed ? installed[path].version === wanted.version : wanted.optional === true),
  );
}

module.exports = { ensureDependencies };
