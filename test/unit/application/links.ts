import { type ApplicationPlan, planApplication } from "../../../components/application/plan";
import { type ApplicationDeclaration, applicationSchema } from "../../../components/application/spec";
import type { DatabaseEndpoint } from "../../../components/database/endpoint";
import { Problems } from "../../../components/declaration/problems";
import type { QueueEndpoint } from "../../../components/workQueue/endpoint";

export const database = (name: string): DatabaseEndpoint => ({
  name,
  host: `${name}-pooler`,
  port: 6432,
  database: name,
  readDatabase: `${name}_read`,
  appRole: `${name}_app`,
  ownerRole: `${name}_owner`,
  appPassword: `${name}-app-password`,
  ownerPassword: `${name}-owner-password`,
});

export const queue: QueueEndpoint = {
  brokers: ["queue-q-1", "queue-q-2"],
  vhost: "apture",
  exchange: "jobs",
  queue: "jobs",
  confirms: true,
  user: "app",
  password: "queue-app-password",
  relay: { user: "relay", password: "queue-relay-password" },
};

export function planned(
  args: ApplicationDeclaration = {},
  databases = ["content", "views"],
): { plan: ApplicationPlan; problems: readonly string[] } {
  const problems = new Problems();
  const plan = planApplication(
    applicationSchema.parse(args),
    { databases: databases.map(database), queue, cacheServers: ["cache-1:11211", "cache-2:11211"] },
    problems,
  );
  return { plan, problems: problems.all };
}
