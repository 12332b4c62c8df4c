import * as pulumi from "@pulumi/pulumi";
import type { Issued } from "./issue";
import { authorityName, type CertificatesPlan } from "./plan";

/**
 * Keys and certificates, kept in the stack's encrypted state. Every update makes new ones, and a stash keeps those of the update that
 * created it: a stash whose name is new is a certificate that is new. A preview makes none; what is new there is not known yet.
 */
export class Certificates extends pulumi.ComponentResource {
  /** `content-db-1.key`, `content-db-1.crt`, `authority.crt`: what templates of secrets ask for. */
  readonly parts: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(
    name: string,
    { authority, hosts }: CertificatesPlan,
    stack: string,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("apture:certificates:Certificates", name, {}, opts);
    const kept = (what: string, made: pulumi.Input<Issued>): pulumi.Output<Issued> =>
      new pulumi.Stash(what, { input: pulumi.secret(made) }, { parent: this, ignoreChanges: ["input"] }).output.apply(
        (issued: Issued) => issued,
      );

    const parts: Record<string, pulumi.Output<string>> = {};
    if (authority !== undefined) {
      const issuer = kept(
        "certificate-authority",
        issued(({ issueAuthority }) => issueAuthority(`apture ${stack}`, authority)),
      );
      parts[`${authorityName}.crt`] = issuer.apply(({ certificate }) => certificate);
      for (const plan of hosts) {
        const host = kept(
          `certificate-${plan.host}-${plan.year}`,
          issued(({ issueCertificate }) => issuer.apply((by) => issueCertificate(by, plan))),
        );
        parts[`${plan.host}.key`] = host.apply(({ key }) => key);
        parts[`${plan.host}.crt`] = host.apply(({ certificate }) => certificate);
      }
    }
    this.parts = parts;
    this.registerOutputs({});
  }
}

/** Loaded where it is needed: signing for a dozen hosts, and loading what can, takes a second of a core. */
function issued(
  issue: (by: typeof import("./issue")) => Promise<Issued> | pulumi.Output<Issued>,
): pulumi.Output<Issued> {
  if (pulumi.runtime.isDryRun()) return pulumi.output<Issued>(pulumi.unknown as never);
  return pulumi.output<Issued>(issue(require("./issue")));
}
