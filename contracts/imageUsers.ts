/**
 * The numeric user and group that each image runs as. Files that a service mounts belong to them. The images'
 * Dockerfiles repeat the numbers, and a test compares both.
 */
export const imageUsers = {
  haproxy: 10_001,
  app: 10_002,
  apache: 10_002,
  evented: 10_002,
  memcached: 10_003,
  rabbitmq: 10_004,
  etcd: 10_005,
  postgres: 10_006,
  pgbouncer: 10_007,
  reconciler: 10_008,
  backup: 10_009,
} as const;
