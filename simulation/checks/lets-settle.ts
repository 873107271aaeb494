import type { Check } from './check.ts';
import { takesBack } from './made-accounts.ts';

const MOST = 5;

/** A job is left alone for as long as the policy says, and not for ever. */
export const letsSettle: Check = {
  name: 'Settling: no job is mended too early, none settles for ever',
  onWrite(write, { policies }) {
    if (write.kind !== 'job' || takesBack(write)) return undefined;
    if (write.journal.some(({ plan }) => plan?.approvedBy !== undefined)) return undefined;
    const { at, since, journal, changed = at, brokenSince = at } = write;
    // Whoever changes it while it is being mended changes nothing of what was decided: the move starts over with his version,
    // and stops unless the account is as it was.
    if (journal.some(({ started }) => Date.parse(started) < changed)) return undefined;
    const waited = policies.allowed(
      since,
      at,
      ({ settleSeconds }) =>
        at - changed >= settleSeconds * 1000 || at - brokenSince >= MOST * settleSeconds * 1000,
    );
    return waited ? undefined : `It was changed ${(at - changed) / 1000} s before.`;
  },
  async atRest({ ledger }) {
    const { findings } = await ledger.findings({ limit: 100, states: ['settling'] });
    return findings.map(({ id, waitsUntil }) => `${id} settles until ${waitsUntil}.`);
  },
};
