/** A whole number between two bounds: what PostgreSQL takes for a setting. Rounds down. */
export const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.floor(value)));
