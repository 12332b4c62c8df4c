import { connect as connectHttp2 } from "node:http2";
import { createConnection, type Socket } from "node:net";

/** An attack in progress. `stop` closes its connections. */
export interface Attack {
  readonly stop: () => void;
}

/** What an attack sends on each connection, at first and then once a second. */
interface SlowClient {
  readonly first: string;
  readonly drip: string;
}

const head = (line: string, headers = "") => `${line} HTTP/1.1\r\nHost: site\r\n${headers}`;

/** Clients that never finish: each connection is opened again as soon as the site ends it. */
function slowClients(port: number, connections: number, { first, drip }: SlowClient, read = true): Attack {
  const sockets = new Set<Socket>();
  let stopped = false;
  const open = () => {
    if (stopped) return;
    const socket = createConnection({ host: "127.0.0.1", port });
    sockets.add(socket);
    socket.on("connect", () => socket.write(first));
    // A client that does not read lets the answer wait in buffers.
    if (read) socket.resume();
    else socket.pause();
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      setTimeout(open, 100).unref();
    });
  };
  for (let n = 0; n < connections; n++) open();
  const clock = setInterval(() => {
    if (drip !== "") for (const socket of sockets) socket.write(drip);
  }, 1_000);
  return {
    stop: () => {
      stopped = true;
      clearInterval(clock);
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** HTTP/2 without TLS: a site that took it would work on every stream of four connections. */
function http2Streams(port: number, connections: number, streams: number): Attack {
  const sessions = Array.from({ length: connections }, () => {
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    session.on("error", () => undefined);
    for (let n = 0; n < streams; n++) {
      const stream = session.request({ ":method": "POST", ":path": "/p/home", "content-length": "1000" });
      stream.on("error", () => undefined);
      stream.write("x");
    }
    return session;
  });
  return {
    stop: () => {
      for (const session of sessions) session.destroy();
    },
  };
}

/** Requests at a rate, each on a connection of its own; what they are answered does not matter. */
function flood(port: number, perSecond: number, request: (n: number) => string): Attack {
  let n = 0;
  const sockets = new Set<Socket>();
  const clock = setInterval(
    () => {
      const socket = createConnection({ host: "127.0.0.1", port });
      sockets.add(socket);
      socket.on("connect", () => socket.end(request(n++)));
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
      socket.resume();
    },
    Math.max(1, 1_000 / perSecond),
  );
  return {
    stop: () => {
      clearInterval(clock);
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Bodies of a gigabyte each, sent as fast as the site takes them. */
function uploads(port: number, connections: number): Attack {
  const chunk = Buffer.alloc(64 * 1024, "x");
  const sockets = new Set<Socket>();
  let stopped = false;
  const open = () => {
    if (stopped) return;
    const socket = createConnection({ host: "127.0.0.1", port });
    sockets.add(socket);
    const send = () => {
      while (socket.writable && socket.write(chunk));
    };
    socket.on("connect", () => {
      socket.write(head("POST /p/home", "Content-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n"));
      send();
    });
    socket.on("drain", send);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      setTimeout(open, 500).unref();
    });
    socket.resume();
  };
  for (let n = 0; n < connections; n++) open();
  return {
    stop: () => {
      stopped = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

const poison = (n: number) => {
  const body = JSON.stringify({ slug: "home", kind: `poison-${n}`, data: { __type__: "bytes", __value__: "" } });
  const headers = `Connection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  return `${head("POST /events", headers)}${body}`;
};

/** Every attack by name. `size` scales its connections or requests. */
export const attacks: Readonly<Record<string, (port: number, size?: number) => Attack>> = {
  "500 slow headers": (port, size = 1) =>
    slowClients(port, 500 * size, { first: head("GET /p/home", "X-Slow: "), drip: "a" }),
  "500 slow bodies": (port, size = 1) =>
    slowClients(port, 500 * size, { first: head("POST /p/home", "Content-Length: 1000\r\n\r\n"), drip: "a" }),
  "500 slow bodies above the buffer": (port, size = 1) =>
    slowClients(port, 500 * size, {
      first: head(
        "POST /p/home",
        `Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n${"x".repeat(20_000)}`,
      ),
      drip: "a",
    }),
  "240 streams of HTTP/2 on four connections": (port, size = 1) => http2Streams(port, 4, 60 * size),
  "200 slow readers": (port, size = 1) =>
    slowClients(port, 200 * size, { first: head("GET /p/large", "\r\n"), drip: "" }, false),
  "20 uploads of 1 GB": (port, size = 1) => uploads(port, 20 * size),
  "200 requests/s of unrouted paths": (port, size = 1) => {
    const paths = ["/readyz", "/healthz", "/", "/admin", "//p/home", "/p/%2e%2e/readyz"];
    return flood(port, 200 * size, (n) => head(`GET ${paths[n % paths.length]}`, "Connection: close\r\n\r\n"));
  },
  "300 poisoned events/s": (port, size = 1) => flood(port, 300 * size, poison),
};
