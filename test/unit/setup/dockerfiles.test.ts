import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readImages } from "../../../setup/images/sources";

const folder = join(__dirname, "../../../images");
const images = readImages(folder).map(({ name, parents, files }) => ({
  name,
  parents,
  text: files.find(({ path }) => path === "Dockerfile")?.content.toString("utf8") ?? "",
}));
const others = images.filter(({ name }) => name !== "base");

test.each(others)(
  "$name comes from the base image, whose install-packages removes setuid bits",
  ({ text, parents }) => {
    expect(parents.length).toBeGreaterThan(0);
    expect(text).not.toMatch(/FROM\s+\S*debian|apt-get|\bdpkg\b|chmod\s+\S*(s|[2-7]\d{3})\s/);
  },
);

test.each(images)("$name runs as a numbered user, unless it is there to be built on", ({ name, text }) => {
  const user = text.match(/^USER (\d+)(?::\d+)?$/m)?.[1];
  expect(user === undefined ? "root" : Number(user) > 10_000).toBe(["base", "python"].includes(name) ? "root" : true);
});

test("gunicorn trusts no header that a proxy could set, whatever its configuration file says", () => {
  const evented = images.find(({ name }) => name === "evented");
  expect(evented?.text).toContain('ENV GUNICORN_CMD_ARGS="--forwarded-allow-ips= --forwarder-headers="\n');
});

test("memcached refuses commands that empty it, list its keys or follow its clients", () => {
  const entryPoint = images.find(({ name }) => name === "memcached")?.text.match(/^ENTRYPOINT [^\]]*\]/m)?.[0] ?? "";
  for (const option of ["--protocol=ascii", "--disable-flush-all", "--disable-dumping", "--disable-watch"])
    expect(entryPoint).toContain(`"${option}"`);
  expect(entryPoint).not.toContain("shutdown");
});

test("install-packages removes setuid and setgid bits, and fails if one is left", () => {
  const root = mkdtempSync(join(tmpdir(), "apture-setuid-"));
  try {
    mkdirSync(join(root, "mail"));
    writeFileSync(join(root, "su"), "");
    writeFileSync(join(root, "wall"), "");
    chmodSync(join(root, "su"), 0o4755);
    chmodSync(join(root, "wall"), 0o2755);
    chmodSync(join(root, "mail"), 0o2775);
    // The same script on a folder, less what it removes from an image's root.
    const script = readFileSync(join(folder, "base/install-packages"), "utf8")
      .replace("find / -xdev", `find ${root}`)
      .replace(/^rm -rf .*$/m, "");
    execFileSync("sh", ["-c", script]);
    expect(["su", "wall", "mail"].map((name) => statSync(join(root, name)).mode & 0o7777)).toEqual([
      0o755, 0o755, 0o775,
    ]);

    chmodSync(join(root, "su"), 0o4755);
    const idle = script.replace("chmod ug-s", "true");
    expect(() => execFileSync("sh", ["-c", idle], { stdio: "pipe" })).toThrow(/setuid or setgid is still set:\n.*su/);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
