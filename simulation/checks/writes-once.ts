import type { Check } from './check.ts';
import { takesBack } from './made-accounts.ts';

/** One decision moves a job once and makes one account, however often it is delivered and whoever dies. */
export const writesOnce: Check = {
  name: 'Never 8: no write twice for one decision',
  onWrite(write, { writes }) {
    if (takesBack(write)) return undefined;
    const { kind, target, journal } = write;
    const held = new Set(journal.map(({ resource }) => resource));
    if (held.size < journal.length) return 'Two decisions are at work on it.';
    if (kind !== 'job' && kind !== 'account') return undefined;
    const decisions = new Set(journal.map(({ decision }) => decision));
    const same = writes.filter(
      (one) =>
        one.kind === kind &&
        one.target === target &&
        !takesBack(one) &&
        one.journal.some(({ decision }) => decisions.has(decision)),
    );
    return same.length > 1
      ? `It wrote ${same.length} times for ${[...decisions].join(', ')}.`
      : undefined;
  },
};
