import { type ApplicationPlan, planApplication } from "../application/plan";
import { defaultApplication, timeoutsOf } from "../application/timeouts";
import { type CachePoolPlan, planCachePool } from "../cachePool/plan";
import { type CertificatesPlan, isPart, planCertificates } from "../certificates/plan";
import { type DatabasePlan, planDatabase } from "../database/plan";
import { Problems } from "../declaration/problems";
import { type EtcdPlan, planEtcd } from "../etcd/plan";
import { type LoadBalancerPlan, planLoadBalancer } from "../loadBalancer/plan";
import { checkDevices } from "../machines/devices";
import { checkFit, checkPinned, withRole } from "../machines/plan";
import type { Role } from "../machines/spec";
import { checkAddresses, networksOf, openNetworks } from "../swarm/networks";
import type { ServicePlan, SystemPlan } from "../swarm/plan";
import { isSetting, placeholders } from "../swarm/secretTemplate";
import { planWebTier, type WebTierPlan } from "../webTier/plan";
import { planWorkerPool, type WorkerPoolPlan } from "../workerPool/plan";
import { planWorkQueue, type WorkQueuePlan } from "../workQueue/plan";
import { readCluster } from "./read";
import { type ClusterSpec, clusterSchema } from "./spec";

/** The plan of a whole cluster, with one part for each component. */
export interface ClusterPlan {
  readonly machines: readonly { readonly name: string; readonly roles: readonly Role[] }[];
  readonly networks: readonly NetworkPlan[];
  /** Names of the generated passwords. */
  readonly passwords: readonly string[];
  readonly certificates: CertificatesPlan;
  /** Secrets of the stack's configuration, by their name in templates: `config.s3Key`. */
  readonly settings: readonly string[];
  readonly loadBalancer: LoadBalancerPlan;
  readonly application: ApplicationPlan;
  readonly web: readonly WebTierPlan[];
  readonly queue: WorkQueuePlan;
  readonly workers: WorkerPoolPlan;
  readonly cache: CachePoolPlan;
  readonly etcd: EtcdPlan;
  readonly databases: readonly DatabasePlan[];
}

/** A cluster before its problems are reported: the spec, its plan, and every service of the plan. */
export interface DraftCluster {
  readonly declared: ClusterSpec;
  readonly plan: ClusterPlan;
  readonly services: readonly ServicePlan[];
}

export interface NetworkPlan {
  readonly name: string;
  /** Whether the network has no route out of the cluster. */
  readonly internal: boolean;
}

export interface ClusterLinks {
  /** Port that the edge publishes on its machines. @default 8080 */
  readonly publishedPort?: number;
  /** Host name under which clients reach the site, for its address only. @default the names of the edge machines */
  readonly host?: string | undefined;
  /** First day on which certificates are valid, and last day that a restore may name, in UTC: `2026-11-23`. @default today */
  readonly today?: string;
}

/**
 * Plans a cluster from any value. Policies are not applied: `planStack` does that.
 * @throws DeclarationError with every problem of the declaration, and nothing else.
 */
export function planCluster(declaration: unknown, links: ClusterLinks = {}): ClusterPlan {
  const problems = new Problems();
  const draft = draftCluster(declaration, links, problems);
  problems.throwIfAny();
  if (draft === undefined) throw new Error("internal error: a section is missing without a problem");
  return draft.plan;
}

export const currentDay = (): string => new Date().toISOString().slice(0, 10);

/** Plans a cluster and adds its problems to `problems`. Returns `undefined` if a section could not be read. */
export function draftCluster(
  declaration: unknown,
  { publishedPort = 8080, host, today = currentDay() }: ClusterLinks,
  problems: Problems,
): DraftCluster | undefined {
  const declared = readCluster(declaration, problems);
  const { machines } = declared;
  const timeouts = timeoutsOf(declared.application ?? defaultApplication, declared.loadBalancer?.responseTimeout);

  const etcd = declared.etcd && planEtcd(declared.etcd, problems);
  const queue = declared.queue && planWorkQueue(declared.queue, problems);
  const cache = declared.cache && planCachePool(declared.cache);
  const databases =
    declared.databases && machines && etcd
      ? Object.entries(declared.databases).map(([name, database]) =>
          planDatabase(
            name,
            database,
            { machines, etcd: etcd.endpoints, databases: declared.databases ?? {}, timeouts, today },
            problems,
          ),
        )
      : undefined;
  const application =
    declared.application && databases && queue && cache
      ? planApplication(
          declared.application,
          { databases: databases.map(({ endpoint }) => endpoint), queue: queue.endpoint, cacheServers: cache.servers },
          problems,
        )
      : undefined;
  const workers =
    declared.workers &&
    declared.queue &&
    application &&
    planWorkerPool(
      declared.workers,
      { application, ackTimeout: declared.queue.ackTimeout, paused: declared.queue.status === "quiescent" },
      problems,
    );
  const web =
    declared.web && application
      ? Object.entries(declared.web).map(([name, tier]) => planWebTier(name, tier, { application, timeouts }, problems))
      : undefined;
  const loadBalancer =
    declared.loadBalancer && machines && web
      ? planLoadBalancer(
          declared.loadBalancer,
          {
            tiers: web.map((tier) => ({ ...tier, surge: 1 })),
            edges: withRole(machines, "edge"),
            publishedPort,
            namesServers: declared.environment === "development",
            host,
            timeouts,
          },
          problems,
        )
      : undefined;

  if (machines && declared.etcd) checkPinned("etcd.machines", declared.etcd.machines, "etcd", machines, problems);
  if (machines && declared.queue) checkPinned("queue.brokers", declared.queue.brokers, "queue", machines, problems);
  checkTiers(declared.web, problems);

  if (!machines || !etcd || !queue || !cache || !databases || !application || !workers || !web || !loadBalancer)
    return undefined;
  const parts = { etcd, queue, cache, databases, application, workers, web, loadBalancer };
  const systems = systemsOf(parts);
  const services = systems.flatMap((system) => system.services);
  const secrets = [
    ...new Set(systems.flatMap((system) => system.secrets.flatMap(({ template }) => placeholders(template)))),
  ].sort();
  checkNames(
    services.map(({ name }) => name),
    problems,
  );
  checkFit(services, machines, problems);
  checkAddresses(services, machines, problems);
  checkDevices(services, problems);
  const plan = {
    machines: Object.entries(machines).map(([name, { roles }]) => ({ name, roles })),
    networks: [...new Set(services.flatMap(networksOf))]
      .sort()
      .map((name) => ({ name, internal: !openNetworks.includes(name) })),
    passwords: secrets.filter((name) => !isPart(name) && !isSetting(name)),
    settings: secrets.filter(isSetting),
    certificates: planCertificates(secrets, today),
    ...parts,
  };
  return isWhole(declared) ? { declared, plan, services } : undefined;
}

/** Whether every section could be read: policies look across sections. */
function isWhole(declared: Partial<ClusterSpec>): declared is ClusterSpec {
  return Object.keys(clusterSchema.shape).every((section) => section in declared);
}

/** Every system of a cluster. */
export function systemsOf(
  plan: Omit<ClusterPlan, "machines" | "networks" | "passwords" | "certificates" | "settings">,
): SystemPlan[] {
  const { etcd, queue, cache, databases, application, workers, web, loadBalancer } = plan;
  return [etcd, queue, cache, ...databases, application, workers, ...web, loadBalancer];
}

function checkTiers(web: Readonly<Record<string, unknown>> | undefined, problems: Problems): void {
  problems.when(web !== undefined && Object.keys(web).length === 0, "web has no tier; declare one or more.");
}

/** Rejects services with the same name, for example a tier named `router`. Names of services are host names. */
function checkNames(names: readonly string[], problems: Problems): void {
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
    problems.add(`Two services have the name ${name}; rename the tier, database or machine from which it is derived.`);
  }
}
