import * as pulumi from "@pulumi/pulumi";
import type { Issued } from "./issue";
import { authorityName, type CertificatesPlan } from "./plan";

export interface CertificatesArgs {
  readonly plan: CertificatesPlan;
  /** The stack's name, which is part of the authority's common name. */
  readonly stack: string;
}

/**
 * Keys and certificates, stored in the stack's encrypted state. Every update issues new ones, and a `Stash` retains
 * those of the update that created it. A certificate is therefore new if and only if its stash has a new name. A
 * preview issues none, so a new certificate is unknown there.
 */
export class Certificates extends pulumi.ComponentResource {
  /** PEM texts for templates of secrets: `content-db-1.key`, `content-db-1.crt`, `authority.crt`. */
  readonly parts: Readonly<Record<string, pulumi.Output<string>>>;
  /** Host names that have a certificate. */
  readonly hosts: pulumi.Output<readonly string[]>;

  constructor(name: string, { plan, stack }: CertificatesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { authority, hosts } = plan;
    const hostNames = hosts.map(({ host }) => host);
    super("apture:certificates:Certificates", name, { hosts: hostNames }, opts);
    const stashed = (stash: string, made: pulumi.Input<Issued>): pulumi.Output<Issued> =>
      new pulumi.Stash(stash, { input: pulumi.secret(made) }, { parent: this, ignoreChanges: ["input"] }).output.apply(
        (issued: Issued) => issued,
      );

    const parts: Record<string, pulumi.Output<string>> = {};
    if (authority !== undefined) {
      const issuer = stashed(
        "certificate-authority",
        issued(({ issueAuthority }) => issueAuthority(`apture ${stack}`, authority)),
      );
      parts[`${authorityName}.crt`] = issuer.apply(({ certificate }) => certificate);
      for (const host of hosts) {
        const own = stashed(
          `certificate-${host.host}-${host.year}`,
          issued(({ issueCertificate }) => issuer.apply((by) => issueCertificate(by, host))),
        );
        parts[`${host.host}.key`] = own.apply(({ key }) => key);
        parts[`${host.host}.crt`] = own.apply(({ certificate }) => certificate);
      }
    }
    this.parts = parts;
    this.hosts = pulumi.output(hostNames);
    this.registerOutputs({ hosts: this.hosts });
  }
}

/** Loads the issuing code only for an update: loading it and signing for a dozen hosts takes one second of a core. */
function issued(
  issue: (by: typeof import("./issue")) => Promise<Issued> | pulumi.Output<Issued>,
): pulumi.Output<Issued> {
  if (pulumi.runtime.isDryRun()) return pulumi.output<Issued>(pulumi.unknown as never);
  return pulumi.output<Issued>(issue(require("./issue")));
}
