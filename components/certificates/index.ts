import * as pulumi from "@pulumi/pulumi";
import { type Issued, issueAuthority, issueCertificate } from "./issue";
import { authorityName, type CertificatesPlan } from "./plan";

/**
 * Keys and certificates, kept in the stack's encrypted state. Every run of the program makes new ones, and a stash keeps those of the run
 * that created it: a stash whose name is new is a certificate that is new.
 */
export class Certificates extends pulumi.ComponentResource {
  /** `content-db-1.key`, `content-db-1.crt`, `authority.crt`: what templates of secrets ask for. */
  readonly parts: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, { authority, hosts }: CertificatesPlan, stack: string, opts?: pulumi.ComponentResourceOptions) {
    super("apture:certificates:Certificates", name, {}, opts);
    const kept = (what: string, made: pulumi.Input<Issued>): pulumi.Output<Issued> =>
      new pulumi.Stash(what, { input: pulumi.secret(made) }, { parent: this, ignoreChanges: ["input"] }).output.apply((issued: Issued) => issued);

    const parts: Record<string, pulumi.Output<string>> = {};
    if (authority !== undefined) {
      const issuer = kept("certificate-authority", issueAuthority(`apture ${stack}`, authority));
      parts[`${authorityName}.crt`] = issuer.apply(({ certificate }) => certificate);
      for (const plan of hosts) {
        const issued = kept(`certificate-${plan.host}-${plan.year}`, issuer.apply((by) => issueCertificate(by, plan)));
        parts[`${plan.host}.key`] = issued.apply(({ key }) => key);
        parts[`${plan.host}.crt`] = issued.apply(({ certificate }) => certificate);
      }
    }
    this.parts = parts;
    this.registerOutputs({});
  }
}
