import { randomUUID } from "node:crypto";

/** A client's request to edit a page. Repeated with the same idempotency key, the edit takes effect once. */
export const editRequest = (path: string, body: string, key: string = randomUUID()) => ({
  method: "POST",
  path,
  headers: { "content-type": "application/json", "idempotency-key": key },
  body: JSON.stringify({ body }),
});
