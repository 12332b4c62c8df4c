import { type ChildProcessByStdio, spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex, type Readable, type Writable } from "node:stream";

/**
 * Arguments of `ssh` for an engine at `ssh://[user@]host[:port][/socket]`, the same that the Docker CLI uses. The ssh
 * program reads the configuration of the user: aliases, ports, keys and known hosts.
 */
export function sshArguments(host: string): string[] {
  const { hostname, username, port, pathname } = new URL(host);
  const socket = pathname === "" || pathname === "/" ? [] : [`--host=unix://${pathname}`];
  return [
    "-o",
    "ConnectTimeout=30",
    "-T",
    ...(username === "" ? [] : ["-l", decodeURIComponent(username)]),
    ...(port === "" ? [] : ["-p", port]),
    "--",
    hostname,
    "docker",
    ...socket,
    "system",
    "dial-stdio",
  ];
}

/** Sends HTTP requests to a remote engine over `ssh`. Connections are reused, because each one takes a login. */
export class SshAgent extends Agent {
  constructor(private readonly host: string) {
    super({ keepAlive: true, maxSockets: 8 });
  }

  override createConnection(): Duplex {
    return new SshConnection(this.host);
  }

  /** The default implementations of these two call methods that only network sockets have. */
  override keepSocketAlive(): boolean {
    return true;
  }

  override reuseSocket(): void {}
}

/** The standard input and output of an ssh process as one stream. */
class SshConnection extends Duplex {
  private readonly ssh: ChildProcessByStdio<Writable, Readable, Readable>;
  private errors = "";

  constructor(host: string) {
    super();
    this.ssh = spawn("ssh", sshArguments(host), { stdio: ["pipe", "pipe", "pipe"] });
    this.ssh.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.errors = (this.errors + text).slice(-2_000);
    });
    this.ssh.stdout.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) this.ssh.stdout.pause();
    });
    // A write after ssh has exited fails; the exit code reports why.
    this.ssh.stdin.on("error", () => undefined);
    this.ssh.on("error", (error) => this.destroy(new Error(`ssh cannot be started: ${error.message}`)));
    this.ssh.on("close", (code) => {
      if (code === 0) this.push(null);
      else this.destroy(new Error(`ssh failed: ${this.errors.trim() || `exit code ${code}`}`));
    });
  }

  override _read(): void {
    this.ssh.stdout.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.ssh.stdin.write(chunk, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.ssh.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.ssh.kill();
    done(error);
  }
}
