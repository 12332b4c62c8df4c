import { randomUUID } from "node:crypto";

/** An edit of a page, as a client sends it. Sent again with the same key, it takes effect once. */
export const editOf = (path: string, body: string, key: string = randomUUID()) => ({
  method: "POST",
  path,
  headers: { "content-type": "application/json", "idempotency-key": key },
  body: JSON.stringify({ body }),
});
