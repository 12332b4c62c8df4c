/** Files of the image `reconciler` and of what its services and jobs mount. */

/** Programs in the image: those that run as services, and those that the CLI runs as jobs. */
export type ReconcilerProgram = "database" | "queue" | "backup" | "status" | "deadLetters" | "archiveNow" | "forget";

/** Path of a program in the image. */
export const programPath = (program: ReconcilerProgram): string => `/opt/reconciler/${program}.js`;

/** The desired state of a reconciler, JSON. */
export const desiredStatePath = "/etc/reconciler/desired.json";
/** Passwords by role, JSON. */
export const passwordsPath = "/run/secrets/reconciler.json";
/** Certificate of the authority that signs those of database members and poolers, PEM. */
export const authorityPath = "/run/secrets/authority.crt";
/** Access to dead letters (`OperatorAccess`), JSON. */
export const operatorAccessPath = "/run/secrets/operator.json";
