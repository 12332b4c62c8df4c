/** Certificates of a cluster's hosts, from an authority of the stack's own. */
export interface CertificatesPlan {
  /** Missing where no host needs a certificate. */
  readonly authority?: Validity;
  readonly hosts: readonly HostCertificate[];
}

export interface HostCertificate extends Validity {
  /** Host name on the cluster's networks: its common name, and the DNS name that it is valid for. */
  readonly host: string;
  /** The year in which it was made. Another year is another certificate. */
  readonly year: number;
}

export interface Validity {
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly until: string;
}

/** What a secret's template asks for: `{{content-db-1.key}}`, `{{content-db-1.crt}}`, and the authority's `{{authority.crt}}`; PEM each. */
export const parts = ["key", "crt"] as const;
export const authorityName = "authority";

/** Full years for which a certificate is valid after the year in which it was made: for so long a stack may go without an `up`. */
const yearsAfter = 2;
/** The authority itself is made once. */
const authorityYears = 20;

/** Whether a name in a template is a part of a certificate and no password. */
export const isPart = (name: string): boolean => parts.some((part) => name.endsWith(`.${part}`));

/**
 * Every host whose certificate a template asks for has one. It is made anew by the first `up` of a year, long before it ends, and never in
 * between: a new certificate is a new secret, and with it a restart.
 * @param today `2026-11-23`; UTC.
 */
export function planCertificates(names: readonly string[], today: string): CertificatesPlan {
  const year = Number(today.slice(0, 4));
  const owners = names.filter(isPart).map((name) => name.slice(0, name.lastIndexOf(".")));
  const hosts = [...new Set(owners)].filter((owner) => owner !== authorityName).sort();
  if (hosts.length === 0) return { hosts: [] };
  // From the day before the year begins: the clocks of two machines are never quite the same.
  const from = `${year - 1}-12-31T00:00:00Z`;
  return {
    authority: { from, until: `${year + authorityYears}-01-01T00:00:00Z` },
    hosts: hosts.map((host) => ({ host, year, from, until: `${year + yearsAfter + 1}-01-01T00:00:00Z` })),
  };
}
