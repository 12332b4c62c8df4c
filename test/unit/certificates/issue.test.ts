import { createPrivateKey, X509Certificate } from "node:crypto";
import { connect, createServer, type TLSSocket } from "node:tls";
import { type Issued, issueAuthority, issueCertificate } from "../../../components/certificates/issue";

const validity = { from: "2025-12-31T00:00:00Z", until: "2029-01-01T00:00:00Z" };
const authority = () => issueAuthority("apture test", validity);
const certificateOf = async (by: Issued, host: string) => issueCertificate(by, { host, year: 2026, ...validity });

test("an authority may sign certificates of hosts, but not of other authorities", async () => {
  const { key, certificate } = await authority();
  const read = new X509Certificate(certificate);
  expect(read).toMatchObject({ subject: "CN=apture test", issuer: "CN=apture test", ca: true });
  expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(read.verify(read.publicKey)).toBe(true);
});

test("a host's certificate contains only the host's name, is not an authority, and expires as planned", async () => {
  const by = await authority();
  const { key, certificate } = await certificateOf(by, "content-db-1");
  const read = new X509Certificate(certificate);
  expect(read).toMatchObject({
    subject: "CN=content-db-1",
    subjectAltName: "DNS:content-db-1",
    issuer: "CN=apture test",
    ca: false,
    validFrom: "Dec 31 00:00:00 2025 GMT",
    validTo: "Jan  1 00:00:00 2029 GMT",
  });
  expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(read.verify(new X509Certificate(by.certificate).publicKey)).toBe(true);
});

test("two certificates have different keys and serial numbers", async () => {
  const by = await authority();
  const [a, b] = [await certificateOf(by, "content-db-1"), await certificateOf(by, "content-db-1")];
  expect(a.key).not.toBe(b.key);
  expect(new X509Certificate(a.certificate).serialNumber).not.toBe(new X509Certificate(b.certificate).serialNumber);
});

/** Performs a TLS handshake of two hosts. Returns the subjects that each verified, or the error. */
async function handshake(
  server: Issued,
  client: Issued,
  trusted: string,
): Promise<{ server: string; client: string } | { refused: string }> {
  const listening = createServer({
    key: server.key,
    cert: server.certificate,
    ca: trusted,
    requestCert: true,
    minVersion: "TLSv1.3",
  });
  const accepted = new Promise<TLSSocket>((resolve) => listening.once("secureConnection", resolve));
  listening.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const socket = connect({
    host: "127.0.0.1",
    port,
    servername: "content-backup",
    key: client.key,
    cert: client.certificate,
    ca: trusted,
  });
  socket.on("error", () => undefined);
  try {
    const refused = await new Promise<string | undefined>((resolve) => {
      socket.once("secureConnect", () => resolve(undefined));
      socket.once("error", (error) => resolve(error.message));
    });
    if (refused !== undefined) return { refused };
    const peer = (await accepted).getPeerX509Certificate()?.subject ?? "";
    return { server: socket.getPeerX509Certificate()?.subject ?? "", client: peer };
  } finally {
    socket.destroy();
    listening.close();
  }
}

test("two hosts of one authority verify each other by name", async () => {
  const by = await authority();
  const [server, client] = [await certificateOf(by, "content-backup"), await certificateOf(by, "content-db-1")];
  expect(await handshake(server, client, by.certificate)).toEqual({
    server: "CN=content-backup",
    client: "CN=content-db-1",
  });
});

test("a host rejects a certificate of another authority and one for another name", async () => {
  const [by, other] = [await authority(), await authority()];
  const client = await certificateOf(by, "content-db-1");
  expect(await handshake(await certificateOf(other, "content-backup"), client, by.certificate)).toHaveProperty(
    "refused",
  );
  expect(await handshake(await certificateOf(by, "views-backup"), client, by.certificate)).toEqual({
    refused: expect.stringContaining("Hostname/IP does not match certificate's altnames"),
  });
});
