import type { FindingHold } from '../domain/approval.ts';
import { type Deployment, ownIdentities } from '../domain/deployment.ts';
import type { Subject } from '../domain/subject.ts';
import type { Policy } from '../policy/policy.ts';
import { diagnosisDigest } from './diagnosis-digest.ts';

interface Standing {
  readonly policy: Pick<Policy, 'digest'>;
  readonly deployment: Deployment;
  /** RFC 3339, now. */
  readonly at: string;
}

/** Why an approver's word still holds the finding at `ticket`; `undefined` when nobody said so, or it is over. */
export function standingHold(
  hold: FindingHold | undefined,
  subject: Subject,
  standing: Standing,
): string | undefined {
  if (hold === undefined) return undefined;
  if (hold.kind === 'rejected') return rejected(hold, subject, standing);
  if (Date.parse(standing.at) >= Date.parse(hold.until)) return undefined;
  if (changedSince(hold, subject, standing)) return undefined;
  const next = subject.kind === 'live' ? ', or until somebody changes the job' : '';
  return `${hold.by} undid at ${hold.at} what Bailiff had done, so nothing is done before ${hold.until}${next}.`;
}

function rejected(
  {
    by,
    at,
    reason,
    uid,
    generation,
    policyDigest,
    diagnosis,
  }: Extract<FindingHold, { kind: 'rejected' }>,
  subject: Subject,
  { policy }: Standing,
): string | undefined {
  const same =
    subject.kind === 'live'
      ? subject.job.uid === uid && subject.job.generation === generation
      : subject.diagnosis !== undefined && diagnosisDigest(subject.diagnosis) === diagnosis;
  if (!same || policy.digest !== policyDigest) return undefined;
  const what = subject.kind === 'live' ? 'the job' : 'what is missing';
  return `${by} rejected the plan at ${at} (${reason}), so nothing is done until ${what} or the policy changes.`;
}

/** A denied deploy changes nothing. What Bailiff wrote itself is no change either. */
function changedSince(
  { uid, generation }: FindingHold,
  subject: Subject,
  { deployment }: Standing,
): boolean {
  if (subject.kind !== 'live') return false;
  const { job } = subject;
  if (job.uid !== uid) return true;
  return job.generation > generation && !ownIdentities(deployment).includes(job.lastModifier ?? '');
}
