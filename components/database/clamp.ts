/** Rounds a value down and limits it to a range. PostgreSQL accepts only whole numbers for most settings. */
export const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.floor(value)));
