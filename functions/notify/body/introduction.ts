import type { AccountUseCase } from './account-use-case.ts';
import { whoDeploys } from './google-terms.ts';

/** Who was refused what and how often, or which job it is about; `home` is the account's project, when it is another's. */
export function introduction(use: AccountUseCase, home: string | undefined): string {
  const { resource, evidence, attempted, deployer, principal, lastSeen } = use.newest;
  const { project, account } = evidence.diagnosis;
  const job = `the Cloud Run job ${resource.name} in ${resource.project} (${resource.location})`;
  const foreign = home === undefined || home === project.id ? '' : ` of the project ${home}`;
  const often = Math.max(...use.findings.map(({ occurrences }) => occurrences));
  const times = `${often} time${often === 1 ? '' : 's'}`;
  if (attempted)
    return `${whoDeploys(deployer)} was refused a deploy of ${job}, which was to run as ${account.email}${foreign}. Refused ${times} so far, last at ${lastSeen}.`;
  const known = evidence.diagnosis.conditions.some(({ state }) => state === 'missing')
    ? 'Not everything that this takes was in place'
    : 'Whether everything that this takes is in place was not known';
  return `${job.replace(/^t/, 'T')} runs as ${account.email}${foreign}. ${known} when it was last looked at. Seen ${times}, last at ${lastSeen}, after a change by ${principal}.`;
}
