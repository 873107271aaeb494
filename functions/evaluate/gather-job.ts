import type { Resource } from '../../shared/domain/resource.ts';
import { type Gathered, gather, type LiveSubject } from '../../shared/engine/gather.ts';
import { livePin } from '../../shared/engine/pins.ts';
import type { AccountUse } from '../../shared/ledger/ledger.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { accountUse, announceUse, forgetUse, keepUse } from './account-use.ts';
import type { EvaluatePorts } from './ports.ts';

/**
 * Reads a job with everything that it is judged by, and keeps the index of accounts. The job stands there before its
 * account is read: a change of the account is then either seen by that reading, or finds the job. The policy may be
 * on its way: it is needed once the account is known.
 */
export async function gatherJob(
  resource: Resource,
  named: LiveSubject['named'],
  policy: Policy | Promise<Policy>,
  ports: EvaluatePorts,
): Promise<Gathered> {
  const kept: AccountUse[] = [];
  const gathered = await gather(resource, ports.readers, {
    named,
    at: ports.now(),
    pinned: async (account, project, job) => {
      const use = await accountUse(resource, account, project, job, ports);
      await announceUse(use, ports);
      kept.push(use);
      return livePin(resource, await policy, ports.ledger)(account, project, job);
    },
  });
  if (gathered.kind !== 'live') {
    const project = gathered.kind === 'gone' ? gathered.project.id : resource.project;
    await forgetUse({ ...resource, project }, ports);
    return gathered;
  }
  const { uniqueId } = gathered.subject.diagnosis.account;
  for (const use of kept) await keepUse({ ...use, uniqueId }, ports);
  return gathered;
}
