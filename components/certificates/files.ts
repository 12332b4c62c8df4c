import type { FileMount, SecretPlan } from "../swarm/plan";

/** Paths of a host's key, its certificate and the authority's certificate in a folder. */
export const certificatePaths = (folder: string) => ({
  key: `${folder}/host.key`,
  certificate: `${folder}/host.crt`,
  authority: `${folder}/authority.crt`,
});

/** The secrets of a host's certificate. With them, the host identifies itself and verifies other hosts. */
export const certificateSecrets = (host: string): SecretPlan[] => [
  { name: `${host}.key`, template: `{{${host}.key}}` },
  { name: `${host}.crt`, template: `{{${host}.crt}}` },
  { name: `${host}-authority.crt`, template: "{{authority.crt}}" },
];

/** The mounts of these secrets, with their owner. */
export function certificateMounts(host: string, folder: string, owner: number): FileMount[] {
  const { key, certificate, authority } = certificatePaths(folder);
  return [
    { from: `${host}.key`, path: key, owner },
    { from: `${host}.crt`, path: certificate, owner },
    { from: `${host}-authority.crt`, path: authority, owner },
  ];
}
