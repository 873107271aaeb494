import { z } from 'zod';
import { audited } from '../../audit/audited.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Route } from '../../http/call.ts';
import { addAccount, emailDomain } from '../../organization/create.ts';
import { findAccount, findProject } from '../../organization/hierarchy.ts';
import type { Account, Organization, Project } from '../../organization/state.ts';
import { nodeTarget } from '../../organization/targets.ts';
import { readBody } from '../read-body.ts';
import { accountView, loggedAccount } from './account-view.ts';
import { requireCreationAllowed } from './creation-constraint.ts';
import { permitIam } from './lookup.ts';

/** Google's default quota. */
const MOST_ACCOUNTS = 100;

const CreateBody = z.strictObject({
  accountId: z.string().default(''),
  serviceAccount: z
    .strictObject({
      name: z.string().optional(),
      displayName: z.string().default(''),
      description: z.string().default(''),
      email: z.string().optional(),
      etag: z.string().optional(),
    })
    .prefault({}),
});
type CreateBody = z.output<typeof CreateBody>;

export const createAccount: Route['handle'] = (call) => {
  const body = readBody(call, CreateBody);
  const asked = call.params['project'] ?? '';
  const project = findProject(call.organization, asked);
  const run = () => {
    permitIam(
      call,
      'iam.serviceAccounts.create',
      nodeTarget('projects', asked),
      `projects/${asked}`,
    );
    return accountView(create(call.organization, project, body));
  };
  return project === undefined ? run() : audited(call, spec(project, body), run);
};

/** Throws Google's refusals of an account's texts; both limits count bytes. */
export function checkTexts(text: Partial<Pick<Account, 'displayName' | 'description'>>): void {
  if (Buffer.byteLength(text.displayName ?? '') > 100)
    throw new ApiError('INVALID_ARGUMENT', 'The display name must be at most 100 bytes long.');
  if (Buffer.byteLength(text.description ?? '') > 256)
    throw new ApiError('INVALID_ARGUMENT', 'The description must be at most 256 bytes long.');
}

function create(
  organization: Organization,
  project: Project | undefined,
  { accountId, serviceAccount }: CreateBody,
): Account {
  if (project === undefined) throw new ApiError('NOT_FOUND', 'Unknown project');
  if (accountId.length < 6 || accountId.length > 30)
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The account ID "${accountId}" does not have a length between 6 and 30.`,
    );
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])$/.test(accountId))
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The account ID "${accountId}" does not match the regular expression [a-z]([-a-z0-9]*[a-z0-9]).`,
    );
  checkTexts(serviceAccount);
  requireCreationAllowed(organization, project.id);
  const email = emailOf(accountId, project.id);
  if (findAccount(organization, email) !== undefined)
    throw new ApiError(
      'ALREADY_EXISTS',
      `Service account ${accountId} already exists within project projects/${project.id}.`,
    );
  if (countAccounts(organization, project.id) >= MOST_ACCOUNTS)
    throw new ApiError(
      'RESOURCE_EXHAUSTED',
      'Maximum number of service accounts on project reached.',
      [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '86401s' }],
    );
  return addAccount(organization, project.id, email, serviceAccount);
}

function countAccounts(organization: Organization, project: string): number {
  return [...organization.accounts.values()].filter(
    (account) => account.project === project && account.deleted === undefined,
  ).length;
}

function emailOf(accountId: string, project: string): string {
  return `${accountId}@${emailDomain(project)}.iam.gserviceaccount.com`;
}

function spec(project: Project, { accountId, serviceAccount }: CreateBody) {
  const { displayName, description } = serviceAccount;
  return {
    serviceName: 'iam.googleapis.com',
    methodName: 'google.iam.admin.v1.CreateServiceAccount',
    resourceName: `projects/${project.id}`,
    resource: {
      type: 'service_account',
      labels: { email_id: '', project_id: project.id, unique_id: '' },
    },
    labels: (answer: Readonly<Record<string, unknown>>) => ({
      email_id: String(answer['email']),
      unique_id: String(answer['uniqueId']),
    }),
    parent: `projects/${project.id}`,
    request: {
      '@type': 'type.googleapis.com/google.iam.admin.v1.CreateServiceAccountRequest',
      name: `projects/${project.id}`,
      account_id: accountId,
      service_account: {
        ...(displayName === '' ? {} : { display_name: displayName }),
        ...(description === '' ? {} : { description }),
      },
    },
    response: loggedAccount,
  };
}
