import { createServer } from "node:http";

/** Serves `/metrics` until the process ends. */
export function serveMetrics(port: number, text: () => Promise<string>): void {
  createServer((request, response) => {
    if (request.url !== "/metrics") return void response.writeHead(404).end();
    text().then(
      (body) => response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(body),
      (error: unknown) => response.writeHead(503).end(`${String(error)}\n`),
    );
  }).listen(port);
}
