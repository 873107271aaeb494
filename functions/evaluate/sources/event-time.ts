import type { AuditEntry } from './log-entry.ts';

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)Z?$/;

/** When the call was made, RFC 3339 in UTC; exporters that re-shape entries leave out the T and the Z. */
export function eventTime(entry: AuditEntry, fallback: string | undefined): string {
  const times = [entry.timestamp, entry.audit.timestamp, entry.receiveTimestamp, fallback];
  return times.map(utc).find((time) => time !== undefined) ?? '1970-01-01T00:00:00Z';
}

function utc(text: string | undefined): string | undefined {
  const [, day, time] = TIME.exec(text ?? '') ?? [];
  const written = `${day}T${time}Z`;
  return day !== undefined && Number.isFinite(Date.parse(written)) ? written : undefined;
}
