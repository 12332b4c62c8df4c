import { DeclarationError } from "../declaration/problems";
import { show } from "../declaration/text";

/** A list with at least one entry. */
export type Urls = readonly [string, ...string[]];

/**
 * The addresses of the site. The program knows the names of the machines, not their IP addresses, so there are three
 * cases:
 *
 * - a declared host name (`apture:domain`), which must resolve to the edge machines;
 * - the host of the engine, where all declared machines are that one (`apture:oneMachine`): `localhost`, unless
 *   `docker:host` is remote;
 * - otherwise one address for each edge machine, by its declared name. They work for a client that can resolve these
 *   names.
 */
export function siteUrls(host: string | undefined, edges: readonly string[], port: number): Urls {
  const url = (name: string) => `http://${name}${port === 80 ? "" : `:${port}`}`;
  const [first, ...others] = host === undefined ? edges : [host];
  // A cluster without an edge machine is refused; `localhost` only completes the plan until the problem is reported.
  return [url(first ?? "localhost"), ...others.map(url)];
}

/** Configuration of a stack that says under which host name clients reach the site. */
export interface SiteAddress {
  /** `apture:domain`. */
  readonly domain?: string | undefined;
  /** `apture:oneMachine`: all declared machines are the one on which the engine runs. */
  readonly oneMachine?: boolean | undefined;
  /** `docker:host`: `ssh://ops@manager`, `tcp://10.0.0.1:2376`, or a local socket. @default a local socket */
  readonly dockerHost?: string | undefined;
}

/**
 * The host name of the site, or `undefined` where only the names of the edge machines are known.
 * @throws DeclarationError if the domain is not a host name
 */
export function siteHost({ domain, oneMachine = false, dockerHost = "" }: SiteAddress): string | undefined {
  if (domain !== undefined && !hostName.test(domain)) {
    throw new DeclarationError([
      `apture:domain is ${show(domain)}; use a host name without scheme and port, such as "www.example.com".`,
    ]);
  }
  if (domain !== undefined || !oneMachine) return domain;
  return /^(?:ssh|tcp|https?):\/\/(?:[^@/]*@)?([^:/]+)/.exec(dockerHost)?.[1] ?? "localhost";
}

const hostName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;
