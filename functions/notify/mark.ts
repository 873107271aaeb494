import { createHash } from 'node:crypto';

/** 32 hexadecimal digits that stand for a ticket in every system, by its key alone. */
export function fingerprintOf(ticketKey: string): string {
  return digestOf(['ticket', ticketKey]).slice(0, 32);
}

/** 16 hexadecimal digits that stand for one piece of what is told. */
export function markOf(...parts: readonly string[]): string {
  return digestOf(parts).slice(0, 16);
}

/** 32 hexadecimal digits that stand for one piece of news. */
export function newsMark(...parts: readonly string[]): string {
  return digestOf(['news', ...parts]).slice(0, 32);
}

/** SHA-256 of the parts, each kept apart from the next, in hexadecimal. */
export function digestOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
