/** The certificates of a cluster's hosts, signed by the stack's own authority. */
export interface CertificatesPlan {
  /** Missing if no host needs a certificate. */
  readonly authority?: Validity;
  readonly hosts: readonly HostCertificate[];
}

export interface HostCertificate extends Validity {
  /** Host name on the cluster's networks: the common name and the DNS name of the certificate. */
  readonly host: string;
  /** The year of issue. Each year has a new certificate. */
  readonly year: number;
}

export interface Validity {
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly until: string;
}

/**
 * The parts of a certificate in templates of secrets: `{{content-db-1.key}}`, `{{content-db-1.crt}}`, and the
 * authority's `{{authority.crt}}`.
 */
export const parts = ["key", "crt"] as const;
export const authorityName = "authority";

/** Full years of validity after the year of issue. A stack needs an `up` within this time. */
const yearsAfter = 2;
/** Years of validity of the authority, which is issued once. */
const authorityYears = 20;

/** Whether a name in a template is a part of a certificate instead of a password. */
export const isPart = (name: string): boolean => parts.some((part) => name.endsWith(`.${part}`));

/**
 * Plans a certificate for each host whose key or certificate a template contains. The first `up` of a year issues new
 * certificates, long before the old ones expire. Other updates issue none, because a new certificate is a new secret,
 * which restarts the service.
 * @param names the names in all templates
 * @param today the date in UTC: `2026-11-23`
 */
export function planCertificates(names: readonly string[], today: string): CertificatesPlan {
  const year = Number(today.slice(0, 4));
  const owners = names.filter(isPart).map((name) => name.slice(0, name.lastIndexOf(".")));
  const hosts = [...new Set(owners)].filter((owner) => owner !== authorityName).sort();
  if (hosts.length === 0) return { hosts: [] };
  // Valid from the day before the year starts, because the clocks of machines differ.
  const from = `${year - 1}-12-31T00:00:00Z`;
  return {
    authority: { from, until: `${year + authorityYears}-01-01T00:00:00Z` },
    hosts: hosts.map((host) => ({ host, year, from, until: `${year + yearsAfter + 1}-01-01T00:00:00Z` })),
  };
}
