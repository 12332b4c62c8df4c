/** The official versions that the plugins stand in for. */
export const versions = { docker: "5.2.0", random: "4.21.2" } as const;
