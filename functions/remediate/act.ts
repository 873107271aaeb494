import { claimedResource } from '../../shared/domain/finding.ts';
import { PROPAGATION_MS } from '../../shared/domain/propagation.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import { ticketHold } from './actions/action.ts';
import { admitRestore } from './actions/restored-today.ts';
import { barredByCeiling } from './barred-by-ceiling.ts';
import { carryOut } from './carry-out.ts';
import { type Choice, choose, held } from './choose.ts';
import { claim } from './claim.ts';
import { failedLately } from './failed-lately.ts';
import type { Delivery } from './ports.ts';
import { Redeliver } from './redeliver.ts';
import { settle } from './settle.ts';
import { withClaim } from './with-claim.ts';

type Acting = Extract<Choice, { kind: 'act' }>;

/** Does what was chosen. `past` is what the journal held before the world was read. */
export async function act(
  choice: Choice,
  past: readonly Remediation[],
  delivery: Delivery,
): Promise<void> {
  if (choice.kind === 'settle') return settle(choice.settlement, past, delivery);
  const { decision, now, approval } = choice;
  const failed = approval === undefined ? failedLately(choice.plan, past, delivery) : undefined;
  if (failed !== undefined) return settle(held(ticketHold(failed), now), past, delivery);
  const { limits } = now.policy;
  const { answer, owner, at } = await claim(decision, limits, delivery, {
    request: approval?.request.id,
    needs: approval === undefined ? 'remediate' : 'approve',
  });
  // Thrown since the world was read: the next delivery decides by it.
  if (answer.kind === 'barred') throw new Redeliver(`Nothing was begun. ${answer.because}`);
  if (answer.kind === 'limited') return settle(limited(answer.because, choice), past, delivery);
  if (answer.kind === 'void')
    throw new Redeliver(`What ${approval?.request.by} approved was not begun. ${answer.because}`);
  const earlier = past.find((one) => one.decision === decision)?.outcome;
  if (earlier !== undefined && earlier.kind !== 'remediated') {
    const hold = ticketHold(
      `This very decision was concluded before and is not tried twice. ${earlier.because}`,
    );
    return settle(held(hold, now), past, delivery);
  }
  if (answer.kind === 'concluded' || answer.plan !== undefined)
    throw new Redeliver(`${decision} was taken up by another delivery meanwhile.`);
  await withClaim(decision, owner, delivery, () =>
    underClaim({ decision, owner, started: at }, past, delivery),
  );
  if (approval !== undefined) return askAgainIfSkipped(decision, delivery);
  // What the ceiling cut short is settled by this delivery, since no newer event need come.
  if ((await barredByCeiling(choice.plan, delivery.ports.ledger)) !== undefined)
    await act(await choose(delivery), past, delivery);
}

async function underClaim(
  claimed: { readonly decision: string; readonly owner: string; readonly started: string },
  past: readonly Remediation[],
  delivery: Delivery,
): Promise<void> {
  const { decision, owner } = claimed;
  // Decided again under the claim: until it was taken, another decision may have changed the job.
  const again = await choose(delivery);
  const { ledger, now } = delivery.ports;
  if (again.kind === 'settle' || again.decision !== decision) {
    const because = 'The job or the policy changed while it was being looked at.';
    await ledger.conclude(decision, owner, { kind: 'skipped', because }, now());
    return act(again, past, delivery);
  }
  const { plan, approval } = again;
  const giveUp = async (because: string) => {
    await ledger.conclude(decision, owner, { kind: 'skipped', because }, now());
    return settle(held(ticketHold(because), again.now), past, delivery);
  };
  if (approval === undefined) {
    // A sibling's decision may have failed with this very plan until this one got the claim.
    const fresh = await ledger.remediationsOf(claimedResource(delivery.finding));
    const failed = failedLately(plan, fresh, delivery);
    if (failed !== undefined) return giveUp(failed);
    const refused = await admitRestore(plan, decision, now(), ledger);
    // What the other decision writes, or fails to, is soon known.
    if (refused !== undefined && Date.parse(now()) - seen(delivery) < PROPAGATION_MS)
      throw new Redeliver(refused);
    if (refused !== undefined) return giveUp(refused);
  }
  await ledger.journalPlan(decision, owner, plan);
  await carryOut({ ...claimed, plan, journal: [] }, delivery, {
    decision: again.now.judgement.decision,
  });
}

function seen({ finding }: Delivery): number {
  return Date.parse(finding.lastSeen);
}

/** A step found that something had moved at the last moment: no newer event need come to have it planned again. */
async function askAgainIfSkipped(decision: string, delivery: Delivery): Promise<void> {
  const { finding, ports } = delivery;
  const past = await ports.ledger.remediationsOf(claimedResource(finding));
  if (past.find((one) => one.decision === decision)?.outcome?.kind !== 'skipped') return;
  const fresh = await ports.ledger.finding(finding.id);
  if (fresh?.state !== 'awaiting-approval') return;
  const again = { ...delivery, finding: fresh };
  await act(await choose(again), past, again);
}

/** What was approved keeps waiting, and its approval stands until it expires. */
function limited(why: string, { approval, now }: Acting) {
  const because = `Nothing more is changed for now. ${why}`;
  if (approval === undefined) return held(ticketHold(because), now);
  const hold = { kind: 'hold', mode: 'approve', because: [because], plan: undefined } as const;
  return held(hold, now, approval.asked);
}
