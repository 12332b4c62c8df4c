import type { DesiredQueue } from "../../components/workQueue/desired";
import { passwordOf } from "../shared/loop";
import type { BrokerApi } from "./broker";
import type { Step } from "./differences";

/** Takes one step at the broker. Each is a PUT of the whole or a DELETE, so that taking it twice does no harm. */
export async function take(
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
      return broker.put(`queues/${vhost}/${name}`, { durable: true, auto_delete: false, arguments: one(desired.queues, step.name).arguments });
    case "policy": {
      const { pattern, priority, definition } = one(desired.policies, step.name);
      return broker.put(`policies/${vhost}/${name}`, { pattern, priority, definition, "apply-to": "quorum_queues" });
    }
    case "remove policy":
      return broker.delete(`policies/${vhost}/${name}`);
  }
}

function one<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name} is not desired`);
  return found;
}
