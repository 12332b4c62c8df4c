import * as http from "node:http";

export interface RawResponse {
  readonly status: number;
  /** Task that answered; undefined where a proxy did. */
  readonly servedBy: string | undefined;
  readonly body: string;
}

/** Sends a path and headers as they are, without a body. `fetch` would resolve dots and set a length. */
export function rawRequest(
  port: number,
  path: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => {
        const by = response.headers["x-served-by"];
        resolve({ status: response.statusCode ?? 0, servedBy: typeof by === "string" ? by : undefined, body });
        request.destroy();
      });
    });
    request.on("error", reject);
    // The headers alone: a body that is announced does not follow.
    if (method === "GET") request.end();
    else request.flushHeaders();
  });
}
