import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { connect } from "../../../setup/engine/connect";
import { SshAgent, sshArguments } from "../../../setup/engine/ssh";

const options = ["-o", "ConnectTimeout=30", "-T"];

test.each([
  ["ssh://manager", [...options, "--", "manager", "docker", "system", "dial-stdio"]],
  [
    "ssh://ops@10.0.0.1:2222",
    [...options, "-l", "ops", "-p", "2222", "--", "10.0.0.1", "docker", "system", "dial-stdio"],
  ],
  [
    "ssh://manager/run/user/1000/docker.sock",
    [...options, "--", "manager", "docker", "--host=unix:///run/user/1000/docker.sock", "system", "dial-stdio"],
  ],
])("the ssh command for %s is that of the Docker CLI", (host, args) => expect(sshArguments(host)).toEqual(args));

describe("an engine behind ssh", () => {
  const path = process.env["PATH"];
  let folder = "";
  let server: Server;
  let agent: SshAgent;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "apture-ssh-"));
    const socket = join(folder, "engine.sock");
    server = createServer((received, answer) => {
      received.setEncoding("utf8");
      let body = "";
      received.on("data", (text: string) => (body += text));
      received.on("end", () =>
        answer.end(received.url === "/version" ? '{"Version":"28.0.1"}' : `${received.method} ${received.url} ${body}`),
      );
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    // A program that records its call and connects its input and output to the engine, as docker system dial-stdio
    // does.
    fakeSsh(
      `require("node:fs").appendFileSync(${JSON.stringify(join(folder, "calls"))}, process.argv.slice(2).join(" ") + "\\n");
       const engine = require("node:net").connect(${JSON.stringify(socket)});
       process.stdin.pipe(engine).pipe(process.stdout);`,
    );
    process.env["PATH"] = `${folder}${delimiter}${path}`;
    agent = new SshAgent("ssh://manager");
  });

  afterEach(async () => {
    process.env["PATH"] = path;
    agent.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  function fakeSsh(program: string): void {
    writeFileSync(join(folder, "ssh"), `#!${process.execPath}\n${program}\n`);
    chmodSync(join(folder, "ssh"), 0o755);
  }

  const post = (url: string, body: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: "manager", path: url, method: "POST", agent }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => (text += part));
        answer.on("end", () => resolve(text)).on("error", reject);
      });
      sent.on("error", reject).end(body);
    });

  test("receives requests, and reuses the connection", async () => {
    expect(await post("/one", "first")).toBe("POST /one first");
    await new Promise(setImmediate);
    expect(await post("/two", "x".repeat(1_000_000))).toBe(`POST /two ${"x".repeat(1_000_000)}`);
    expect(readFileSync(join(folder, "calls"), "utf8")).toBe(
      "-o ConnectTimeout=30 -T -- manager docker system dial-stdio\n",
    );
  });

  test("is used for docker:host, and its failures are reported", async () => {
    const before = process.env["DOCKER_HOST"];
    try {
      expect(await connect("ssh://manager")).toMatchObject({ host: "ssh://manager", version: "28.0.1" });
      expect(process.env["DOCKER_HOST"]).toBe("ssh://manager");
      fakeSsh('console.error("manager: Permission denied (publickey)."); process.exit(255);');
      expect(await connect("ssh://manager")).toEqual({
        unreachable: "ssh failed: manager: Permission denied (publickey).",
      });
    } finally {
      if (before === undefined) delete process.env["DOCKER_HOST"];
      else process.env["DOCKER_HOST"] = before;
    }
  });

  test("reports the error output of ssh", async () => {
    fakeSsh('console.error("ssh: Could not resolve hostname manager"); process.exit(255);');
    await expect(post("/", "")).rejects.toThrow("ssh failed: ssh: Could not resolve hostname manager");
  });

  test("reports that ssh is missing", async () => {
    process.env["PATH"] = join(folder, "none");
    await expect(post("/", "")).rejects.toThrow("ssh cannot be started: spawn ssh ENOENT");
  });
});
