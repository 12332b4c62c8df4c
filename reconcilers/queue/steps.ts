import type { DesiredQueue } from "../../contracts/desiredQueue";
import { type Passwords, passwordOf } from "../shared/files";
import { fanout, quorumQueues } from "./actual";
import type { BrokerApi } from "./broker";
import type { Step } from "./step";

/** Applies one step at the broker. Each step is idempotent. */
export async function applyStep(
  step: Step,
  broker: BrokerApi,
  desired: DesiredQueue,
  passwords: Passwords,
): Promise<void> {
  const vhost = encodeURIComponent(desired.vhost);
  const name = encodeURIComponent(step.name);
  const bindings = `bindings/${vhost}/e/${encodeURIComponent(desired.exchange.name)}`;
  switch (step.kind) {
    case "user":
      return broker.put(`users/${name}`, { password: passwordOf(passwords, step.name), tags: "" });
    case "permissions": {
      const { configure, write, read } = one(desired.users, step.name);
      return broker.put(`permissions/${vhost}/${name}`, { configure, write, read });
    }
    case "remove user":
      // Also ends the connections of the user.
      return broker.delete(`users/${name}`);
    case "queue":
      return broker.put(`queues/${vhost}/${name}`, {
        durable: true,
        auto_delete: false,
        arguments: one(desired.queues, step.name).arguments,
      });
    case "policy": {
      const { pattern, priority, definition } = one(desired.policies, step.name);
      return broker.put(`policies/${vhost}/${name}`, { pattern, priority, definition, "apply-to": quorumQueues });
    }
    case "remove policy":
      return broker.delete(`policies/${vhost}/${name}`);
    case "exchange":
      return broker.put(`exchanges/${vhost}/${name}`, { type: fanout, durable: true, auto_delete: false });
    case "remove exchange":
      return broker.delete(`exchanges/${vhost}/${name}`);
    case "binding":
      await broker.post(`${bindings}/q/${name}`, {});
      return;
    case "remove binding": {
      const { type, key } = step.binding;
      const destination = `${type === "queue" ? "q" : "e"}/${name}`;
      return broker.delete(`${bindings}/${destination}/${encodeURIComponent(key)}`);
    }
    case "remove queue": {
      // The count is some seconds old, and RabbitMQ has no conditional delete for quorum queues. So get an item, which
      // is requeued.
      const items = await broker.post(`queues/${vhost}/${name}/get`, {
        count: 1,
        ackmode: "reject_requeue_true",
        encoding: "auto",
        truncate: 1,
      });
      return Array.isArray(items) && items.length === 0 ? broker.delete(`queues/${vhost}/${name}`) : undefined;
    }
  }
}

function one<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name} is not declared`);
  return found;
}
