/** A statement that brings the server closer to the desired state. To run it twice does no harm. */
export interface Repair {
  /** For the log, without secrets. */
  readonly what: string;
  readonly sql: string;
}

/** A statement, and whether it is needed. */
export type Due = [when: boolean, what: string, sql: string];
export const due = (...all: Due[]): Repair[] => all.flatMap(([when, what, sql]) => (when ? [{ what, sql }] : []));

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
/** An extension's setting has a prefix: `pg_trgm.similarity_threshold`. */
export const settingName = (name: string) => name.split(".").map(quoted).join(".");
