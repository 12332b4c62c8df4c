import type { DesiredQueue } from "../../contracts/desiredQueue";
import { passwordOf } from "../shared/loop";
import { fanout, quorumQueues } from "./actual";
import type { BrokerApi } from "./broker";
import type { Step } from "./differences";

/** Takes one step at the broker. Each says what shall be there, or not be there, so that taking it twice does no harm. */
export async function applyStep(
  step: Step,
  broker: BrokerApi,
  desired: DesiredQueue,
  passwords: Readonly<Record<string, string>>,
): Promise<void> {
  const vhost = encodeURIComponent(desired.vhost);
  const name = encodeURIComponent(step.name);
  switch (step.kind) {
    case "user":
      return broker.put(`users/${name}`, { password: passwordOf(passwords, step.name), tags: "" });
    case "permissions": {
      const { configure, write, read } = one(desired.users, step.name);
      return broker.put(`permissions/${vhost}/${name}`, { configure, write, read });
    }
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
      await broker.post(`bindings/${vhost}/e/${encodeURIComponent(desired.exchange.name)}/q/${name}`, {});
      return;
    case "remove binding": {
      const { type, key } = step.binding;
      return broker.delete(
        `bindings/${vhost}/e/${encodeURIComponent(desired.exchange.name)}/${type === "queue" ? "q" : "e"}/${name}/${encodeURIComponent(key)}`,
      );
    }
    case "remove queue": {
      // Counts are some seconds old, and RabbitMQ cannot delete a quorum queue on condition: so it is asked for an item, which goes back.
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
  if (found === undefined) throw new Error(`${name} is not desired`);
  return found;
}
