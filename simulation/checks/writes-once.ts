import type { Check } from './check.ts';
import { takesBack } from './made-accounts.ts';

/** One decision moves a job once and makes one account, however often it is delivered and whoever dies. */
export const writesOnce: Check = {
  name: 'Never 8: no write twice for one decision',
  onWrite(write, { writes }) {
    if (takesBack(write)) return undefined;
    const { kind, target, journal } = write;
    if (kind !== 'job' && kind !== 'account') return undefined;
    const decisions = new Set(journal.map(({ decision }) => decision));
    const same = writes.filter(
      (one) =>
        one.kind === kind &&
        one.target === target &&
        !takesBack(one) &&
        one.journal.some(({ decision }) => decisions.has(decision)),
    );
    if (same.length > 1) return `It wrote ${same.length} times for ${[...decisions].join(', ')}.`;
    return journal.length > 1 ? 'Two decisions are at work on it.' : undefined;
  },
};
