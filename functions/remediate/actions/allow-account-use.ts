import type { AccountUseEvidence } from '../../../shared/domain/evidence.ts';
import type { Plan, Step } from '../../../shared/domain/plan.ts';
import type { Subject } from '../../../shared/domain/subject.ts';
import { orgPolicyReadingPermissions } from '../../../shared/gcp/permissions/own-org-policies.ts';
import { hierarchyPermissions } from '../../../shared/gcp/permissions/projects.ts';
import { accountReadingPermissions } from '../../../shared/gcp/permissions/service-accounts.ts';
import { type Trust, trustOf } from '../../../shared/policy/trust.ts';
import { type BoundsPorts, outOfBounds } from './account-bounds.ts';
import { type Action, type Proposal, type Task, ticketHold } from './action.ts';
import { type ConstraintAgePorts, enforcedLately } from './constraint-age.ts';
import { missingSteps } from './missing-steps.ts';
import { type NonMemberPorts, nonMember } from './non-member.ts';
import { type RestorePorts, restoredToday, undoneLately } from './restored-today.ts';

export type AllowAccountUsePorts = BoundsPorts & ConstraintAgePorts & NonMemberPorts & RestorePorts;

const RULES = ['missing-act-as', 'missing-token-creator', 'cross-project-use-disabled'];
const WITHHELD =
  'Bailiff may not mend all that is missing, so it mends nothing. Ask the owner of the account.';

/**
 * Grants whatever the diagnosis says is missing, on the account alone and only as the policy's trust names it, in one
 * plan, so that the next deploy succeeds. https://cloud.google.com/run/docs/configuring/jobs/service-identity
 */
export const allowAccountUse: Action<AllowAccountUsePorts> = {
  fixes: RULES,
  needs: ({ kind }) =>
    kind === 'grant-act-as' || kind === 'grant-token-creator' || kind === 'allow-cross-project-use'
      ? kind
      : undefined,
  permissions: {
    remediate: [
      ...hierarchyPermissions.get,
      ...hierarchyPermissions.ancestors,
      ...orgPolicyReadingPermissions.read,
      ...accountReadingPermissions.policy,
    ],
  },

  async plan(task, ports) {
    const { evidence } = task;
    if (evidence.kind !== 'account-use')
      return ticketHold('What is missing for the account is not known.');
    const proposal = await proposed(task, evidence, ports);
    // A deployer who may not read the account learns nothing of it from why nothing is done.
    const hidden = proposal.kind === 'hold' && proposal.mode === 'ticket' && evidence.withheld;
    return hidden ? ticketHold(WITHHELD) : proposal;
  },
};

async function proposed(
  task: Task<Subject>,
  { diagnosis }: AccountUseEvidence,
  ports: AllowAccountUsePorts,
): Promise<Proposal> {
  const { policy, subject } = task;
  const trust = trustOf(policy, diagnosis.project.id, diagnosis.account.email);
  if (trust === undefined)
    return ticketHold(
      `No trust entry of the policy names ${diagnosis.account.email} for jobs of ${diagnosis.project.id}.`,
    );
  const bounds = await outOfBounds(diagnosis, trust, task, ports);
  if (bounds.kind === 'out') return ticketHold(bounds.because);
  const steps = missingSteps(diagnosis, trust, task);
  if (steps.kind === 'hold') return steps;
  const stranger = await nonMember(steps.steps, diagnosis.deployer, task.at, ports);
  if (stranger !== undefined) return ticketHold(stranger);
  const plan = planOf(steps.steps, task);
  const lifts = plan.steps.some(({ kind }) => kind === 'allow-cross-project-use');
  const lately = lifts ? await enforcedLately(bounds.project, task.at, ports) : undefined;
  if (lately !== undefined) return ticketHold(lately);
  if (subject.kind === 'live') return restored(plan, trust, task, ports);
  return lifts ? heldForApproval(plan) : { kind: 'plan', plan };
}

async function restored(
  plan: Plan,
  trust: Trust,
  task: Task<Subject>,
  ports: RestorePorts,
): Promise<Proposal> {
  if (!trust.restore)
    return ticketHold(
      'What a running job lost may have been taken away on purpose, and trust does not say restore.',
    );
  const undone = await undoneLately(plan, task.at, ports);
  if (undone !== undefined) return ticketHold(undone);
  if (plan.steps.some(({ kind }) => kind === 'allow-cross-project-use'))
    return heldForApproval(plan);
  const today = await restoredToday(plan, task, ports);
  return today === undefined ? { kind: 'plan', plan } : ticketHold(today);
}

function planOf(steps: readonly Step[], { others }: Task<Subject>): Plan {
  const together = others.filter(({ rule }) => RULES.includes(rule)).map(({ finding }) => finding);
  return { steps, notes: [], ...(together.length > 0 ? { together } : {}) };
}

function heldForApproval(plan: Plan): Proposal {
  const because = 'An organization policy is never changed before somebody approves it.';
  return { kind: 'hold', mode: 'approve', because: [because], plan };
}
