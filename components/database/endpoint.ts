/** Where and as whom the application reaches one database: always its pooler, never a member. */
export interface DatabaseEndpoint {
  /** The declared name: `content`. Its pooler is on the network `<name>-pool`. */
  readonly name: string;
  /** `content-pooler`, an address for each of its instances. */
  readonly host: string;
  readonly port: number;
  /** Pool of connections to the leader. */
  readonly database: string;
  /** Pool of connections to replicas within the declared lag, or to the leader while there is none. */
  readonly readDatabase: string;
  /** Reads and writes rows. */
  readonly appRole: string;
  /** Owns the schema; for migrations only. */
  readonly ownerRole: string;
  /** Names of the generated passwords of the two roles. */
  readonly appPassword: string;
  readonly ownerPassword: string;
}
