import type { FileMount, SecretPlan } from "../swarm/plan";

/** Where a host's key, its certificate and that of the authority are, in a folder. */
export const certificatePaths = (folder: string) => ({
  key: `${folder}/host.key`,
  certificate: `${folder}/host.crt`,
  authority: `${folder}/authority.crt`,
});

/** A host's certificate as secrets: with them it shows who it is, and knows who others are. */
export const certificateSecrets = (host: string): SecretPlan[] => [
  { name: `${host}.key`, template: `{{${host}.key}}` },
  { name: `${host}.crt`, template: `{{${host}.crt}}` },
  { name: `${host}-authority.crt`, template: "{{authority.crt}}" },
];

/** The same as files of a user. */
export function certificateMounts(host: string, folder: string, owner: number): FileMount[] {
  const { key, certificate, authority } = certificatePaths(folder);
  return [
    { from: `${host}.key`, path: key, owner },
    { from: `${host}.crt`, path: certificate, owner },
    { from: `${host}-authority.crt`, path: authority, owner },
  ];
}
