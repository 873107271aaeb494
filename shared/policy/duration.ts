const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** One whole number and its unit: `90s`, `30m`, `24h`, `7d`. */
export const DURATION = /^(\d{1,6})([smhd])$/;

/** The length in seconds, or `undefined` for any other text. */
export function durationSeconds(text: string): number | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  return Number(count) * SECONDS[unit as keyof typeof SECONDS];
}
