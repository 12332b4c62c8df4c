import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStackConfig } from "../../../lib/stackConfig";
import { engineHost, isLocal } from "../../../setup/engine/host";
import { pulumiEnvironment } from "../../../setup/pulumi/environment";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "apture-environment-"))));
afterEach(() => rmSync(folder, { recursive: true }));

describe("Pulumi's environment", () => {
  test("has the project's passphrase and home, and the CLI's folder first on PATH", () => {
    const env = pulumiEnvironment("/opt/pulumi/pulumi", { PATH: "/bin" });
    expect(env["PATH"]).toBe("/opt/pulumi:/bin");
    expect(env["PULUMI_HOME"]).toMatch(/\.toolchain\/pulumi$/);
    expect(env["PULUMI_CONFIG_PASSPHRASE_FILE"]).toMatch(/\.state\/passphrase$/);
    expect(env["PULUMI_CREDENTIALS_PATH"]).toBeUndefined();
  });

  test.each(["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_BACKEND_URL"])(
    "an engineer's own %s wins",
    (name) => {
      const env = pulumiEnvironment("/opt/pulumi/pulumi", { [name]: "own" });
      expect(env[name]).toBe("own");
      if (name !== "PULUMI_CONFIG_PASSPHRASE_FILE") expect(env["PULUMI_CONFIG_PASSPHRASE_FILE"]).toBeUndefined();
    },
  );

  test("an engineer's own backend is used with the engineer's own login", () => {
    const env = pulumiEnvironment("/opt/pulumi/pulumi", {
      PULUMI_BACKEND_URL: "https://pulumi.test",
      PULUMI_HOME: "/home/own/.pulumi",
    });
    expect(env["PULUMI_CREDENTIALS_PATH"]).toBe("/home/own/.pulumi");
  });
});

describe("the engine's host", () => {
  test("is the stack's, then DOCKER_HOST, then the usual socket", () => {
    const env = { DOCKER_CONFIG: folder, DOCKER_HOST: "tcp://10.0.0.1:2375" };
    expect(engineHost("ssh://ops@manager", env)).toBe("ssh://ops@manager");
    expect(engineHost(undefined, env)).toBe("tcp://10.0.0.1:2375");
    expect(engineHost(undefined, { DOCKER_CONFIG: folder })).toBe("unix:///var/run/docker.sock");
  });

  test("is the one of the Docker CLI's context", () => {
    // The folder's name is the SHA-256 of `remote`, as the Docker CLI has it.
    const meta = join(folder, "contexts", "meta", "b71199ebd070b36beab7317920c2c2f1d777df8d05e5527d8458fda57cb17a7a");
    writeFileSync(join(folder, "config.json"), JSON.stringify({ currentContext: "remote" }));
    expect(() => engineHost(undefined, { DOCKER_CONFIG: folder })).toThrow(
      "the Docker context remote is chosen, but not defined; see docker context ls.",
    );
    mkdirSync(meta, { recursive: true });
    writeFileSync(
      join(meta, "meta.json"),
      JSON.stringify({ Name: "remote", Endpoints: { docker: { Host: "ssh://ops@manager" } } }),
    );
    expect(engineHost(undefined, { DOCKER_CONFIG: folder })).toBe("ssh://ops@manager");
    expect(engineHost(undefined, { DOCKER_CONFIG: folder, DOCKER_CONTEXT: "default" })).toBe(
      "unix:///var/run/docker.sock",
    );
  });

  test("is local where it is a socket", () => {
    expect(isLocal("unix:///var/run/docker.sock")).toBe(true);
    expect(isLocal("ssh://ops@manager")).toBe(false);
    expect(isLocal("tcp://127.0.0.1:2375")).toBe(false);
  });
});

describe("a stack's configuration", () => {
  test("is read from its file, as text or as values", () => {
    writeFileSync(
      join(folder, "Pulumi.dev.yaml"),
      'config:\n  apture:oneMachine: "true"\n  apture:port: 8081\n  docker:host: ssh://ops@manager\n',
    );
    expect(readStackConfig("dev", folder)).toEqual({
      dockerHost: "ssh://ops@manager",
      oneMachine: true,
      imageLock: undefined,
      port: 8081,
    });
  });

  test.each([
    ["a missing file", undefined],
    ["an empty file", ""],
    ["a file without config", "encryptionsalt: v1:abc\n"],
  ])("of %s has the defaults", (_, text) => {
    if (text !== undefined) writeFileSync(join(folder, "Pulumi.dev.yaml"), text);
    expect(readStackConfig("dev", folder)).toEqual({
      dockerHost: undefined,
      oneMachine: false,
      imageLock: undefined,
      port: 8080,
    });
  });
});
