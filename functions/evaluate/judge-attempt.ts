import type { Change } from '../../shared/domain/change.ts';
import { gatherAttempt } from '../../shared/engine/gather-attempt.ts';
import { locate } from '../../shared/engine/locate.ts';
import { attemptPin } from '../../shared/engine/pins.ts';
import { policyInForce } from './policy-in-force.ts';
import type { EvaluatePorts, Verdict } from './ports.ts';
import { recordAttempt } from './record-findings.ts';
import { mismatch, outside } from './strangers.ts';

/** Judges a deploy that was refused by what it asked for: project, account and deployer, and nothing else of it. */
export async function judgeAttempt(change: Change, ports: EvaluatePorts): Promise<Verdict> {
  const { resource, projectNumber, serviceAccount, impliesDefault, principal } = change;
  const denial = change.denial ?? 'other';
  const { readers, now } = ports;
  const located = await locate(resource.project, readers);
  if (located.kind === 'outside-organization') return outside(resource.project, ports);
  const { project } = located;
  if (projectNumber !== undefined && projectNumber !== project.number)
    return mismatch(project, projectNumber, ports);
  if (denial === 'run-permission')
    return {
      result: 'denied.run-permission',
      because: [
        'The caller was refused a permission of Cloud Run itself, so no identity is at stake.',
      ],
    };
  const policy = await policyInForce(ports);
  const subject = await gatherAttempt(
    { resource, project, serviceAccount, impliesDefault, denial, principal },
    readers,
    { at: now(), pinned: attemptPin(policy) },
  );
  return recordAttempt(subject, change, policy, ports);
}
