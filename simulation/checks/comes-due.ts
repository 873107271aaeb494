import { claimedResource, UNSETTLED } from '../../shared/domain/finding.ts';
import { lookKey } from '../../shared/domain/wake.ts';
import type { Check } from './check.ts';

/** By ticks alone, ahead of any sweep, what was begun comes to its end, and what waits is decided again. */
export const comesDue: Check = {
  name: 'Convergence by ticks: what waits comes due by itself',
  async atRest({ ledger, scheduler }) {
    const found: string[] = [];
    const { findings } = await ledger.findings({ limit: 500 });
    for (const { id, state, waitsUntil } of findings) {
      if (waitsUntil === undefined || !UNSETTLED.has(state)) continue;
      if (Date.parse(waitsUntil) > scheduler.now()) continue;
      if ((await ledger.wake(lookKey(id))) === undefined)
        found.push(`${id} waited until ${waitsUntil} and was not decided again.`);
    }
    const jobs = new Set(findings.map((finding) => claimedResource(finding)));
    for (const job of jobs)
      for (const { decision, outcome } of await ledger.remediationsOf(job))
        if (outcome === undefined) found.push(`${decision} was begun and is left half done.`);
    return found;
  },
};
