/** How the application connects to one database: always through its pooler, never to a member. */
export interface DatabaseEndpoint {
  /** The declared name: `content`. The pooler is on the network `<name>-pool`. */
  readonly name: string;
  /** Host name of the pooler, with an address for each instance: `content-pooler`. */
  readonly host: string;
  readonly port: number;
  /** Name of the pool of connections to the leader. */
  readonly database: string;
  /**
   * Name of the pool of connections to replicas within the declared lag, or to the leader if there is no such replica.
   */
  readonly readDatabase: string;
  /** Role that reads and writes rows. */
  readonly appRole: string;
  /** Role that owns the schema; for migrations only. */
  readonly ownerRole: string;
  /** Names of the generated passwords of the two roles. */
  readonly appPassword: string;
  readonly ownerPassword: string;
}
