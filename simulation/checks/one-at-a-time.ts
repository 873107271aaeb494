import type { Check } from './check.ts';

/** How long a job is kept for the decision that had it, so that what is half done can be gone on with. */
const KEPT_MS = 10 * 60_000;

/** Whoever writes has claimed the decision, and a claim is taken from nobody who may still be at work. */
export const oneAtATime: Check = {
  name: 'One at a time: nobody works on what another holds',
  onTake({ request }, others, { scheduler }) {
    for (const { request: other, by, until, end } of others) {
      const same = other.decision === request.decision;
      const free = same ? (end === undefined ? until : 0) : until + KEPT_MS;
      if (scheduler.now() >= free) continue;
      return `${request.decision} was taken though ${by} held ${same ? 'it' : other.decision}.`;
    }
    return undefined;
  },
  onWrite({ by, since, journal }, { holds }) {
    const decisions = journal.map(({ decision }) => decision);
    if (decisions.length === 0) return undefined;
    const own = holds.findLast(
      (one) => one.by === by && one.since === since && decisions.includes(one.request.decision),
    );
    if (own === undefined) return `It had not claimed ${decisions.join(' or ')}.`;
    return own.end === 'given back' || own.end === 'concluded'
      ? `Its claim of ${own.request.decision} was ${own.end} before.`
      : undefined;
  },
};
