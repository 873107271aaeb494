const RFC_3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})$/i;

/**
 * The time in one fixed form, `YYYY-MM-DDTHH:MM:SS.nnnnnnnnnZ`, so that comparing texts compares times: log entries
 * carry nanoseconds, which a Date loses. Throws RangeError for what is no RFC 3339 time.
 */
export function instant(at: string): string {
  const [, seconds = '', fraction = '', zone = ''] = RFC_3339.exec(at) ?? [];
  const milliseconds = Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(milliseconds))
    throw new RangeError(`"${at}" is no time that the ledger can compare; give it as RFC 3339.`);
  const nanoseconds = fraction.slice(0, 9).padEnd(9, '0');
  return new Date(milliseconds).toISOString().replace('.000Z', `.${nanoseconds}Z`);
}

/** The time so many seconds behind `at` (before it, when negative), to the millisecond. */
export function secondsAfter(at: string, seconds: number): string {
  return new Date(Date.parse(instant(at)) + seconds * 1000).toISOString();
}

export function isBefore(a: string, b: string): boolean {
  return instant(a) < instant(b);
}
