import type { EvaluatePorts } from '../../../functions/evaluate/ports.ts';
import type { OrganizationFile } from '../../../sandbox/organization/file.ts';
import type { RecheckMessage } from '../../../shared/domain/message.ts';
import { newSweep } from '../../../shared/domain/sweep.ts';
import { ADMIN, call } from './cross-project.ts';
import type { Evaluating } from './evaluating.ts';

const EVALUATE = 'bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com';

/** The full name of a job in us-central1. */
export function nameOf(job: string, project = 'payments-prod'): string {
  return `//run.googleapis.com/projects/${project}/locations/us-central1/jobs/${job}`;
}

/** A message of the sweep 17 about these jobs of payments-prod, or about full names. */
export function recheck(
  jobs: readonly string[],
  change: Partial<RecheckMessage> = {},
): RecheckMessage {
  const names = jobs.map((job) => (job.startsWith('//') ? job : nameOf(job)));
  return { kind: 'recheck', sweep: '17', batch: 0, unlisted: false, jobs: names, ...change };
}

/** Delivers a message of `rechecks`. */
export function deliverRecheck(
  at: Evaluating,
  jobs: readonly string[],
  change: Partial<RecheckMessage> = {},
  over: Partial<EvaluatePorts> = {},
): Promise<void> {
  return at.deliver(recheck(jobs, change), undefined, over);
}

/** Makes the sweep known as one that has listed all its jobs in so many messages. */
export async function listed(at: Evaluating, batches: number, jobs = 2): Promise<void> {
  const counts = { jobs, projects: 1, batches };
  const begun = newSweep('17', '2026-05-04T06:00:00Z');
  await at.ledger.changeSweep('17', () => ({ ...begun, stage: 'listed', ...counts }));
}

/** Lets the admin deny. */
export function withDenyAdmin({ organization }: OrganizationFile): void {
  organization.roles['denyAdmin'] = ['iam.denypolicies.create', 'iam.denypolicies.delete'];
  const role = 'organizations/100000000001/roles/denyAdmin';
  organization.bindings.push({ role, members: [ADMIN] });
}

/** Has the admin deny evaluate a permission, spelled as deny policies do, in a project. */
export async function deny(at: Evaluating, project: string, permission: string): Promise<void> {
  const point = `cloudresourcemanager.googleapis.com%2Fprojects%2F${project}`;
  const denyRule = {
    deniedPrincipals: [`principal://iam.googleapis.com/projects/-/serviceAccounts/${EVALUATE}`],
    deniedPermissions: [permission],
  };
  const path = `v2/policies/${point}/denypolicies?policyId=no-looking`;
  await call(at, ADMIN, 'POST', path, { rules: [{ denyRule }] });
}
