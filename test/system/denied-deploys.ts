import { expect } from 'vitest';
import type { OrganizationFile } from '../../sandbox/organization/file.ts';
import type { Local } from './local.ts';

export const RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';

/** The project of that account. */
export function homeOf({ projects }: OrganizationFile) {
  const home = projects.find(({ id }) => id === 'identity-prod');
  if (home === undefined) throw new Error('There is no project identity-prod.');
  return home;
}

/** Delivers the entry of a deploy of payments-prod under that account, refused as Google refuses one without act-as. */
export async function postRefused(
  local: Local,
  job: string,
  authenticationInfo: object,
): Promise<void> {
  const resourceName = `projects/payments-prod/locations/us-central1/jobs/${job}`;
  const labels = { project_id: 'payments-prod', location: 'us-central1', job_name: job };
  const [, parent] = /^(.*)\/jobs\//.exec(resourceName) ?? [];
  const status = await local.post({
    protoPayload: {
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      status: {
        code: 7,
        message: `Permission 'iam.serviceaccounts.actAs' denied on service account ${RUNTIME} (or it may not exist).`,
      },
      authenticationInfo,
      serviceName: 'run.googleapis.com',
      methodName: 'google.cloud.run.v2.Jobs.CreateJob',
      authorizationInfo: [{ permission: 'run.jobs.create', resource: resourceName, granted: true }],
      resourceName,
      request: {
        '@type': 'type.googleapis.com/google.cloud.run.v2.CreateJobRequest',
        parent,
        jobId: job,
        job: { template: { template: { serviceAccount: RUNTIME } } },
      },
    },
    insertId: `posted-${job}`,
    resource: { type: 'cloud_run_job', labels },
    timestamp: new Date().toISOString(),
    severity: 'ERROR',
    logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
  });
  expect(status).toBe(202);
  await local.settled();
}

/** The open and closed tickets, each with the rules that it is about. */
export const tickets = async (local: Local) =>
  (await local.ledger.tickets()).map(({ state, rules }) => [state, ...rules.toSorted()]);

/** Every call that would change a policy on an account, let through or not, with its google.rpc.Code. */
export function attempts(local: Local): readonly string[] {
  return (local.entries() as unknown as readonly Audited[])
    .map(({ protoPayload }) => protoPayload)
    .filter(({ authenticationInfo: { principalEmail } }) => /^bailiff-/.test(principalEmail))
    .filter(({ methodName }) => /\.Set(?:Iam|IAM)Policy$/.test(methodName))
    .map(({ status }) => `SetIAMPolicy ${status?.code ?? 0}`);
}

interface Audited {
  readonly protoPayload: {
    readonly methodName: string;
    readonly status?: { readonly code?: number };
    readonly authenticationInfo: { readonly principalEmail: string };
  };
}
