/** Options that several commands share. */
export const stack = { short: "s", value: "NAME", default: "dev", summary: "stack, a file in stacks/" } as const;
export const yes = { short: "y", summary: "do not ask for confirmation" } as const;
export const json = { summary: "print JSON" } as const;
