import { atLeast, duration, matches, ratio, sameRatio } from "../../bridge/rules";
import {
  block,
  blockList,
  blockSet,
  bool,
  type Fields,
  int,
  list,
  map,
  type Nested,
  type ResourceSchema,
  set,
  string,
} from "../../bridge/schema";
import { taskLabels, updatableLabels } from "../labels";

const time = (value?: string) => string({ rules: [duration], ...(value === undefined ? {} : { default: value }) });

/** The file in the container for a secret or config. */
const file: Fields = {
  fileGid: string({ default: "0" }),
  fileMode: int({ default: 0o444, rules: [atLeast(0)] }),
  fileName: string({ required: true }),
  fileUid: string({ default: "0" }),
};

const mounts = blockSet({
  bindOptions: block({
    propagation: string({ default: "rprivate", rules: [matches("^(private|rprivate|shared|rshared|slave|rslave)$")] }),
  }),
  readOnly: bool(),
  source: string(),
  target: string({ required: true }),
  tmpfsOptions: block({ mode: int(), sizeBytes: int() }),
  type: string({ required: true, rules: [matches("^(bind|volume|tmpfs)$")] }),
  volumeOptions: block({ driverName: string(), driverOptions: map(), labels: taskLabels(), noCopy: bool() }),
});

const containerSpec = block(
  {
    args: list(),
    capAdds: list({ terraform: "cap_add" }),
    capDrops: list({ terraform: "cap_drop" }),
    commands: list({ terraform: "command" }),
    configs: blockSet({ ...file, configId: string({ required: true }), configName: string() }),
    dir: string(),
    dnsConfig: block(
      { nameservers: list({ required: true }), options: list(), searches: list({ terraform: "search" }) },
      { computed: true },
    ),
    env: map(),
    groups: list(),
    healthcheck: block(
      {
        interval: time("0s"),
        retries: int({ default: 0, rules: [atLeast(0)] }),
        startPeriod: time("0s"),
        tests: list({ terraform: "test" }),
        timeout: time("0s"),
      },
      { computed: true },
    ),
    hostname: string(),
    hosts: blockSet(
      { host: string({ required: true, replaces: true }), ip: string({ required: true, replaces: true }) },
      { replaces: true },
    ),
    image: string({ required: true }),
    init: bool({ computed: true }),
    isolation: string({ default: "default", rules: [matches("^(default|process|hyperv)$")] }),
    labels: taskLabels(),
    mounts,
    privileges: block({
      credentialSpec: block({ file: string(), registry: string() }),
      seLinuxContext: block({ disable: bool(), level: string(), role: string(), type: string(), user: string() }),
    }),
    readOnly: bool(),
    secrets: blockSet({ ...file, secretId: string({ required: true }), secretName: string() }),
    stopGracePeriod: string({ computed: true, rules: [duration] }),
    stopSignal: string(),
    sysctl: map({ replaces: true }),
    user: string(),
  },
  { required: true },
);

const taskSpec = block(
  {
    containerSpec,
    forceUpdate: int({ computed: true, rules: [atLeast(0)] }),
    logDriver: block({ name: string({ required: true }), options: map() }),
    networksAdvanceds: blockSet(
      {
        aliases: set({ replaces: true }),
        driverOpts: set({ replaces: true }),
        id: string({ replaces: true }),
        name: string({ replaces: true }),
      },
      { terraform: "networks_advanced" },
    ),
    placement: block(
      {
        constraints: set(),
        maxReplicas: int({ rules: [atLeast(0)] }),
        platforms: blockSet({ architecture: string({ required: true }), os: string({ required: true }) }),
        prefs: set(),
      },
      { computed: true },
    ),
    resources: block(
      {
        limits: block({ memoryBytes: int(), nanoCpus: int() }),
        reservation: block({
          genericResources: block({
            discreteResourcesSpecs: set({ terraform: "discrete_resources_spec" }),
            namedResourcesSpecs: set({ terraform: "named_resources_spec" }),
          }),
          memoryBytes: int(),
          nanoCpus: int(),
        }),
      },
      { computed: true },
    ),
    restartPolicy: block(
      {
        condition: string({ rules: [matches("^(none|on-failure|any)$")] }),
        delay: time(),
        maxAttempts: int({ rules: [atLeast(0)] }),
        window: time(),
      },
      { computed: true },
    ),
    runtime: string({ computed: true, rules: [matches("^(container|plugin)$")] }),
  },
  { required: true },
);

/**
 * How tasks are replaced. The official patterns for a rollback have no anchors, and the error texts show the pattern.
 */
const rollout = (failureAction: string, order: string): Nested =>
  block({
    delay: time("0s"),
    failureAction: string({ default: "pause", rules: [matches(failureAction)] }),
    maxFailureRatio: string({ default: "0.0", rules: [ratio], same: sameRatio }),
    monitor: time("5s"),
    order: string({ default: "stop-first", rules: [matches(order)] }),
    parallelism: int({ default: 1, rules: [atLeast(0)] }),
  });

export const serviceSchema: ResourceSchema = {
  token: "docker:index/service:Service",
  version: 2,
  fields: {
    auth: block(
      {
        password: string({ replaces: true, secret: true, default: "", defaultFrom: "DOCKER_REGISTRY_PASS" }),
        serverAddress: string({ required: true, replaces: true }),
        username: string({ replaces: true, default: "", defaultFrom: "DOCKER_REGISTRY_USER" }),
      },
      { replaces: true },
    ),
    convergeConfig: block({ delay: time("7s"), timeout: time("3m") }, { conflicts: ["mode.0.global"] }),
    endpointSpec: block(
      {
        mode: string({ computed: true, rules: [matches("^(vip|dnsrr)$")] }),
        ports: blockList({
          name: string(),
          protocol: string({ default: "tcp", rules: [matches("^(tcp|udp|sctp)$")] }),
          publishMode: string({ default: "ingress", rules: [matches("^(host|ingress)$")] }),
          publishedPort: int({ computed: true }),
          targetPort: int({ required: true }),
        }),
      },
      { computed: true },
    ),
    labels: updatableLabels(),
    mode: block(
      {
        global: bool({ default: false, conflicts: ["mode.0.replicated", "converge_config"] }),
        replicated: block(
          { replicas: int({ default: 1, rules: [atLeast(0)] }) },
          { computed: true, conflicts: ["mode.0.global"] },
        ),
      },
      { computed: true, replaces: true },
    ),
    name: string({ required: true, replaces: true, autonamed: true }),
    rollbackConfig: rollout("(pause|continue)", "(stop-first|start-first)"),
    taskSpec,
    updateConfig: rollout("^(pause|continue|rollback)$", "^(stop-first|start-first)$"),
  },
};
