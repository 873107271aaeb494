import { ApiError } from '../../../http/api-error.ts';
import { allows } from '../../../organization/authorize.ts';
import type { Organization, Project } from '../../../organization/state.ts';
import { accountTarget } from '../../../organization/targets.ts';
import { visibleAccount } from './visible-account.ts';

/** Whether the Cloud Run service agent of the job's project gets tokens for the account; a disabled one gives none. */
export function agentCanMint(organization: Organization, project: Project, email: string): boolean {
  const account = visibleAccount(organization, email);
  if (account === undefined || account.disabled) return false;
  const permission = 'iam.serviceAccounts.getAccessToken';
  return allows(
    organization,
    `serviceAccount:${agentOf(project)}`,
    permission,
    accountTarget(account),
  );
}

/** Refuses a job whose tasks could not get a token. https://cloud.google.com/run/docs/troubleshooting */
export function requireMinting(organization: Organization, project: Project, email: string): void {
  if (agentCanMint(organization, project, email)) return;
  throw new ApiError(
    'PERMISSION_DENIED',
    `Google Cloud Run Service Agent does not have permission to get access tokens for the service account ${email}. Please give ${agentOf(project)} permission iam.serviceAccounts.getAccessToken on the service account. Alternatively, if the service account is unspecified or in the same project you are deploying in, ensure that the Service Agent is assigned the Google Cloud Run Service Agent role roles/run.serviceAgent.`,
  );
}

function agentOf({ number }: Project): string {
  return `service-${number}@serverless-robot-prod.iam.gserviceaccount.com`;
}
