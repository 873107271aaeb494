import type { Plan, StepOf } from '../../../shared/domain/plan.ts';
import { PROPAGATION_MS } from '../../../shared/domain/propagation.ts';
import type { Subject } from '../../../shared/domain/subject.ts';
import type { Remediation } from '../../../shared/ledger/journal.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { Redeliver } from '../redeliver.ts';
import { UNDO_HOLD_SECONDS } from '../undo/undo-hold.ts';
import type { Task } from './action.ts';

export interface RestorePorts {
  readonly ledger: Pick<Ledger, 'remediationsOn'>;
}

const DAY_SECONDS = 24 * 60 * 60;
const ONCE_A_DAY = { most: 1, windowSeconds: DAY_SECONDS };

/** Why nothing of the plan is put back: an approver undid the same grant of late, and meant it. */
export async function undoneLately(
  { steps }: Plan,
  at: string,
  { ledger }: RestorePorts,
): Promise<string | undefined> {
  for (const step of steps) {
    if (step.kind !== 'grant-token-creator') continue;
    const { account, member } = step;
    const undone = (await ledger.remediationsOn(account)).find(
      ({ plan, outcome, started }) =>
        outcome?.kind === 'undone' &&
        isWithin(UNDO_HOLD_SECONDS * 1000, started, at) &&
        plan?.steps.some((one) => one.kind === step.kind && one.member === member) === true,
    );
    if (undone !== undefined)
      return `${undone.plan?.approvedBy} had Bailiff take from ${member} at ${undone.started} what it needs to mint tokens for ${account}, so it is not put back within 7 days.`;
  }
  return undefined;
}

/**
 * Why a binding of the plan is not put back again: Bailiff did so within a day, for whichever job. Whoever takes it away
 * a second time means it. Throws Redeliver while another remediation may just be putting it back.
 */
export async function restoredToday(
  { steps }: Plan,
  { decision, decisionId, at }: Pick<Task<Subject>, 'decision' | 'decisionId' | 'at'>,
  { ledger }: RestorePorts,
): Promise<string | undefined> {
  if (decision.mode !== 'remediate') return undefined;
  for (const step of steps) {
    if (step.kind !== 'grant-token-creator') continue;
    const { account, member } = step;
    const past = (await ledger.remediationsOn(account)).filter(
      (one) => one.decision !== decisionId && indexOf(step, one) >= 0,
    );
    if (past.some((one) => !one.outcome && isWithin(PROPAGATION_MS, one.started, at)))
      throw new Redeliver(`${account} is being worked on for another finding.`);
    const today = past.filter(({ started }) => isWithin(DAY_SECONDS * 1000, started, at));
    if (today.some((one) => one.plan !== undefined && isRestore(one.plan) && left(step, one)))
      return `Bailiff let ${member} mint tokens for ${account} again within the last day, and somebody took it away since.`;
  }
  return undefined;
}

/**
 * Counts the bindings that the plan puts back, each once a day; a plan for a denied deploy puts none back. Answers why
 * it may not go on: another decision was counted. To be called under the claim alone, so that none is counted in vain.
 */
export async function admitRestore(
  plan: Plan,
  decision: string,
  at: string,
  ledger: Pick<Ledger, 'admit'>,
): Promise<string | undefined> {
  if (!isRestore(plan)) return undefined;
  for (const step of plan.steps) {
    if (step.kind !== 'grant-token-creator') continue;
    const { account, member } = step;
    if (await ledger.admit(`restore|${account}|${member}`, decision, at, ONCE_A_DAY)) continue;
    return `Within the last day Bailiff began to let ${member} mint tokens for ${account} again for another decision, and it begins that once a day.`;
  }
  return undefined;
}

/** Made for a running job: nobody deploys. */
function isRestore({ steps, undoes }: Plan): boolean {
  const check = steps.find((step) => step.kind === 'verify-access');
  return undoes === undefined && check !== undefined && check.deployer === undefined;
}

type Grant = StepOf<'grant-token-creator'>;

function indexOf({ member }: Grant, { plan }: Remediation): number {
  return (plan?.steps ?? []).findIndex(
    (step) => step.kind === 'grant-token-creator' && step.member === member,
  );
}

/** It added the binding, and did not itself take it back. */
function left(step: Grant, one: Remediation): boolean {
  const entry = one.steps.find(({ index }) => index === indexOf(step, one));
  const behind = one.steps.find(({ index }) => index === one.plan?.steps.length);
  const putBack = behind !== undefined && behind.before?.['stays'] !== true;
  return entry?.after?.['added'] === true && !putBack;
}

function isWithin(milliseconds: number, then: string, at: string): boolean {
  return Date.parse(at) - Date.parse(then) < milliseconds;
}
