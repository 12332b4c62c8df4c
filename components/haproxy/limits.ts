/** Open files that a Docker engine allows a container at least. */
const fileDescriptors = 20_000;

/** File descriptors of HAProxy itself: threads, listeners, health checks of up to 250 servers, DNS and its log. */
const ownFileDescriptors = 1_000;

/**
 * The largest `maxconn` with which HAProxy starts: a connection takes two file descriptors, one to the client and one
 * to the server.
 */
export const maxProxyConnections = (fileDescriptors - ownFileDescriptors) / 2;

/** Keywords that begin a section of HAProxy's configuration. Source: HAProxy 3.0 configuration manual. */
const sections = [
  "backend",
  "cache",
  "crt-store",
  "defaults",
  "fcgi-app",
  "frontend",
  "global",
  "http-errors",
  "listen",
  "log-forward",
  "log-profile",
  "mailers",
  "peers",
  "program",
  "resolvers",
  "ring",
  "traces",
  "userlist",
];

/**
 * Whether HAProxy can read a line of a section: quotes are closed, a backslash escapes something, and the line does not
 * begin another section. Source: HAProxy 3.0 configuration manual, 2.2 "Quoting and escaping". HAProxy itself validates
 * the keywords.
 */
export function isProxyLine(line: string): boolean {
  const quoted = /^(?:[^"'\\#]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")*(?:#.*)?$/.test(line);
  const [first = ""] = line.trim().split(/\s+/);
  return quoted && first !== "" && !sections.includes(first);
}
