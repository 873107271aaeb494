import type { FindingHold } from '../domain/approval.ts';
import { type Deployment, ownIdentities } from '../domain/deployment.ts';
import { openFight } from '../domain/fight.ts';
import type { Finding } from '../domain/finding.ts';
import type { Cap } from '../domain/mode.ts';
import type { Subject } from '../domain/subject.ts';
import type { Policy } from '../policy/policy.ts';
import { defaultServiceAccount } from '../rules/default-service-account.ts';
import { standingHold } from './standing-hold.ts';

export interface Standing {
  readonly policy: Pick<Policy, 'limits' | 'digest'>;
  readonly deployment: Deployment;
  /** RFC 3339, now. */
  readonly at: string;
}

/** The set-backs within the policy's window, and since an approver closed the last fight, when they are enough to make one. */
export function fightOf(
  finding: Pick<Finding, 'setBacks' | 'fight'> | undefined,
  { policy, at }: { readonly policy: Pick<Policy, 'limits'>; readonly at: string },
): readonly string[] {
  const { setBacks, windowSeconds } = policy.limits.fight;
  const since = Date.parse(at) - windowSeconds * 1000;
  const closed = Date.parse(finding?.fight?.closed?.at ?? '');
  const recent = (finding?.setBacks ?? [])
    .map((time) => ({ time, ms: Date.parse(time) }))
    .filter(({ ms }) => ms >= since && !(ms <= closed))
    .map(({ time }) => time);
  return recent.length >= setBacks ? recent : [];
}

/**
 * What the past of a finding does not let exceed, besides the policy: what an approver said of it; Bailiff does not fight
 * over a job, nor does it try again what it has just taken back.
 */
export function standingCaps(
  finding: Pick<Finding, 'setBacks' | 'hold' | 'fight'> | undefined,
  subject: Subject,
  standing: Standing,
): readonly Cap[] {
  const fight = fightOf(finding, standing);
  const open = openFight(finding);
  const modifier = subject.kind === 'live' ? subject.job.lastModifier : undefined;
  // A moved job runs as no default account, so one that does and was last written by Bailiff is one that it put back.
  const putBack =
    modifier !== undefined &&
    ownIdentities(standing.deployment).includes(modifier) &&
    defaultServiceAccount.check(subject) !== undefined &&
    !wasUndone(finding?.hold, subject);
  const held = standingHold(finding?.hold, subject, standing);
  return [
    ...(held === undefined ? [] : [cap(held)]),
    ...(open === undefined
      ? []
      : [cap(`It is fought over, until an approver closes the alert of ${open.at}.`)]),
    ...(fight.length === 0
      ? []
      : [cap(`It was set back ${fight.length} times of late, so a person must settle it.`)]),
    ...(putBack
      ? [cap('Bailiff itself put the job back after a remediation, so a person looks first.')]
      : []),
  ];
}

/** Bailiff put the job back because an approver wanted it undone, which has its own end. */
function wasUndone(hold: FindingHold | undefined, subject: Subject): boolean {
  if (hold?.kind !== 'undone' || subject.kind !== 'live') return false;
  const { uid, generation } = subject.job;
  return uid === hold.uid && generation <= hold.generation + 1;
}

function cap(because: string): Cap {
  return { mode: 'ticket', because };
}
