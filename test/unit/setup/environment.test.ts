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
  test("has the passphrase and home of the project, and the folder of the CLI first on PATH", () => {
    const env = pulumiEnvironment("/opt/pulumi/pulumi", { PATH: "/bin" });
    expect(env["PATH"]).toBe("/opt/pulumi:/bin");
    expect(env["PULUMI_HOME"]).toMatch(/\.toolchain\/pulumi$/);
    expect(env["PULUMI_CONFIG_PASSPHRASE_FILE"]).toMatch(/\.state\/passphrase$/);
    expect(env["PULUMI_CREDENTIALS_PATH"]).toBeUndefined();
  });

  test.each(["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_BACKEND_URL"])(
    "%s of the user takes precedence",
    (name) => {
      const env = pulumiEnvironment("/opt/pulumi/pulumi", { [name]: "own" });
      expect(env[name]).toBe("own");
      if (name !== "PULUMI_CONFIG_PASSPHRASE_FILE") expect(env["PULUMI_CONFIG_PASSPHRASE_FILE"]).toBeUndefined();
    },
  );

  test("a backend of the user is used with the login of the user", () => {
    const env = pulumiEnvironment("/opt/pulumi/pulumi", {
      PULUMI_BACKEND_URL: "https://pulumi.test",
      PULUMI_HOME: "/home/own/.pulumi",
    });
    expect(env["PULUMI_CREDENTIALS_PATH"]).toBe("/home/own/.pulumi");
  });
});

describe("the engine's host", () => {
  test("is docker:host of the stack, then DOCKER_HOST, then the default socket", () => {
    const env = { DOCKER_CONFIG: folder, DOCKER_HOST: "tcp://10.0.0.1:2375" };
    expect(engineHost("ssh://ops@manager", env)).toBe("ssh://ops@manager");
    expect(engineHost(undefined, env)).toBe("tcp://10.0.0.1:2375");
    expect(engineHost(undefined, { DOCKER_CONFIG: folder })).toBe("unix:///var/run/docker.sock");
  });

  test("is the context of the Docker CLI", () => {
    // The Docker CLI names the folder after the SHA-256 of `remote`.
    const meta = join(folder, "contexts", "meta", "b71199ebd070b36beab7317920c2c2f1d777df8d05e5527d8458fda57cb17a7a");
    writeFileSync(join(folder, "config.json"), JSON.stringify({ currentContext: "remote" }));
    expect(() => engineHost(undefined, { DOCKER_CONFIG: folder })).toThrow(
      "the selected Docker context remote does not exist; docker context ls lists the contexts.",
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

  test("is local if it is a socket", () => {
    expect(isLocal("unix:///var/run/docker.sock")).toBe(true);
    expect(isLocal("ssh://ops@manager")).toBe(false);
    expect(isLocal("tcp://127.0.0.1:2375")).toBe(false);
  });
});

describe("a stack's configuration", () => {
  test("is read from its file, with strings or values", () => {
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
