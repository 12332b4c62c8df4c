import * as pulumi from "@pulumi/pulumi";
import { Certificates } from "../../../components/certificates";
import { planCertificates } from "../../../components/certificates/plan";

interface Stashed {
  readonly name: string;
  readonly input: unknown;
}

const isStash = (type: string) => type === "pulumi:index:Stash";

/** Runs an update with these stashes in the state, and returns the stashes after it and the certificates' parts. */
async function run(
  names: readonly string[],
  today: string,
  state: readonly Stashed[],
): Promise<{ state: Stashed[]; parts: Record<string, string> }> {
  const after: Stashed[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      if (!isStash(type)) return { id: name, state: inputs };
      const kept = state.find((one) => one.name === name) ?? { name, input: inputs["input"] };
      after.push(kept);
      return { id: name, state: { input: inputs["input"], output: kept.input } };
    },
    call: ({ inputs }) => inputs,
  });
  const certificates = new Certificates("certificates", { plan: planCertificates(names, today), stack: "test" });
  const parts = await new Promise<Record<string, string>>(
    (resolve) => void pulumi.all(certificates.parts).apply(resolve),
  );
  await pulumi.runtime.disconnect();
  return { state: after.sort((a, b) => a.name.localeCompare(b.name)), parts };
}

const names = ["content-backup.key", "content-backup.crt", "content-db-1.crt"];

test("issues an authority and a certificate for each host, all of them secret", async () => {
  const { state, parts } = await run(names, "2026-11-23", []);
  expect(state.map(({ name }) => name)).toEqual([
    "certificate-authority",
    "certificate-content-backup-2026",
    "certificate-content-db-1-2026",
  ]);
  expect(Object.keys(parts)).toEqual([
    "authority.crt",
    "content-backup.key",
    "content-backup.crt",
    "content-db-1.key",
    "content-db-1.crt",
  ]);
  expect(parts["content-backup.key"]).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(parts["content-backup.crt"]).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
  expect(state.every(({ input }) => pulumi.runtime.isRpcSecret(input))).toBe(true);
});

test("a later update in the same year issues nothing, and one in the next year everything except the authority", async () => {
  const first = await run(names, "2026-11-23", []);
  const second = await run(names, "2026-12-31", first.state);
  expect(second).toEqual(first);
  const third = await run(names, "2027-01-01", second.state);
  expect(third.parts["authority.crt"]).toBe(first.parts["authority.crt"]);
  expect(third.parts["content-backup.crt"]).not.toBe(first.parts["content-backup.crt"]);
});

test("a preview registers the certificates and issues none", async () => {
  const made: [string, unknown][] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        if (isStash(type)) made.push([name, inputs["input"]]);
        return { id: name, state: inputs };
      },
      call: ({ inputs }) => inputs,
    },
    "project",
    "test",
    true,
  );
  new Certificates("certificates", { plan: planCertificates(["content-db-1.crt"], "2026-11-23"), stack: "test" });
  await pulumi.runtime.disconnect();
  expect(made.map(([name]) => name)).toEqual(["certificate-authority", "certificate-content-db-1-2026"]);
  expect(JSON.stringify(made)).not.toContain("BEGIN");
});
