import { siteHost, siteUrls } from "../../../components/loadBalancer/urls";

test.each([
  ["the declared domain", "www.example.com", ["lb-1", "lb-2"], 80, ["http://www.example.com"]],
  ["the domain with a port other than 80", "www.example.com", ["lb-1"], 8080, ["http://www.example.com:8080"]],
  ["every edge machine", undefined, ["lb-1", "lb-2"], 80, ["http://lb-1", "http://lb-2"]],
  ["the port of the edge machines", undefined, ["lb-1"], 8080, ["http://lb-1:8080"]],
] as const)("the site's addresses are those of %s", (_, host, edges, port, urls) =>
  expect(siteUrls(host, edges, port)).toEqual(urls),
);

test.each([
  ["nothing is configured", {}, undefined],
  ["a domain is configured", { domain: "www.example.com", oneMachine: true }, "www.example.com"],
  ["all machines are one with a local engine", { oneMachine: true }, "localhost"],
  ["the engine's socket is local", { oneMachine: true, dockerHost: "unix:///var/run/docker.sock" }, "localhost"],
  ["the engine is reached over SSH", { oneMachine: true, dockerHost: "ssh://ops@manager" }, "manager"],
  ["the engine is reached over TCP", { oneMachine: true, dockerHost: "tcp://10.0.0.1:2376" }, "10.0.0.1"],
])("the site's host if %s", (_, address, host) => expect(siteHost(address)).toBe(host));

test.each(["", "https://www.example.com", "www.example.com:80", "-a.example", "a b"])(
  "rejects %j as a domain",
  (domain) => {
    expect(() => siteHost({ domain })).toThrow(
      `apture:domain is ${JSON.stringify(domain)}; use a host name without scheme and port, such as "www.example.com".`,
    );
  },
);
