import type { Remediation } from '../../shared/ledger/journal.ts';
import { carryOut } from './carry-out.ts';
import { claim } from './claim.ts';
import { type Look, look } from './look.ts';
import type { Delivery } from './ports.ts';
import { type StepStop, stop } from './steps/step-runner.ts';
import { withClaim } from './with-claim.ts';

/**
 * Brings a remediation to its end that an earlier delivery of this or another decision left half done, by its
 * journalled plan and never by a new one. It is put back instead when nothing more may be done by now.
 */
export async function resume(open: Remediation, delivery: Delivery): Promise<void> {
  const { answer, owner } = await claim(open.decision, undefined, delivery);
  if (answer.kind !== 'claimed') return;
  const { plan, steps: journal } = answer;
  const { decision, started } = open;
  await withClaim(decision, owner, delivery, async () => {
    if (plan === undefined) {
      // Nothing was written. This delivery judges the job for itself.
      const because = 'It was interrupted before it had a plan.';
      const { ledger, now } = delivery.ports;
      return ledger.conclude(decision, owner, { kind: 'skipped', because }, now());
    }
    const moving = journal.some(
      ({ index }) => plan.steps[index]?.kind === 'assign-service-account',
    );
    const claimed = { decision, owner, plan, journal, started };
    const stopped = stopOf(await look(delivery), moving);
    await carryOut(claimed, delivery, { decision: delivery.finding.decision, stop: stopped });
  });
}

/** Why the rest must not be done; `moving` says that the job's own change may have been made. */
function stopOf(now: Look, moving: boolean): StepStop | undefined {
  switch (now.kind) {
    case 'outside-organization':
      return stop('skipped', 'The project is not in the organization any more.');
    case 'gone':
      return stop('skipped', 'The job was deleted meanwhile.');
    case 'compliant':
      return moving ? undefined : stop('skipped', 'Somebody mended the job meanwhile.');
    case 'violating': {
      const { mode, because } = now.judgement.decision;
      if (mode === 'remediate') return undefined;
      return stop('skipped', `By now the policy asks for ${mode}: ${because.join(' ')}`);
    }
  }
}
