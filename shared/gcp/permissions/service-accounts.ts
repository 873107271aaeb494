import type { PermissionsOf } from '../../domain/permission.ts';
import type { serviceAccounts } from '../service-accounts.ts';

type Accounts = ReturnType<typeof serviceAccounts>;

const UNGRANTED =
  'Nothing is granted on the account; the remediation fails, and the finding says so.';
const UNMADE = 'No account is made; the remediation fails, and the job stays as it is.';

export const accountReadingPermissions = {
  get: [
    {
      permission: 'iam.serviceAccounts.get',
      on: 'service account',
      why: 'Tells whether an account is there, under which unique id, and whether it is disabled.',
      without:
        'Findings about the account are indeterminate and held at ticket; none is taken for mended.',
    },
  ],
  count: [
    {
      permission: 'iam.serviceAccounts.list',
      on: 'project',
      why: 'Counts the accounts of a project, so that its quota is not used up.',
      without: 'No dedicated account is planned; the finding is held at ticket.',
    },
  ],
  policy: [
    {
      permission: 'iam.serviceAccounts.getIamPolicy',
      on: 'service account',
      why: 'Tells who may act as the account and who may mint tokens for it.',
      without:
        'Findings about the account are indeterminate and held at ticket; none is taken for mended.',
    },
  ],
} as const satisfies PermissionsOf<Omit<Accounts, 'create' | 'setPolicy'>>;

export const accountWritingPermissions = {
  get: [
    {
      permission: 'iam.serviceAccounts.get',
      on: 'service account',
      why: 'Recognises an account that Bailiff made, so that none is made twice.',
      without: UNMADE,
    },
  ],
  create: [
    {
      permission: 'iam.serviceAccounts.create',
      on: 'project',
      why: 'Makes an account for one job alone.',
      without: UNMADE,
    },
  ],
  policy: [
    {
      permission: 'iam.serviceAccounts.getIamPolicy',
      on: 'service account',
      why: 'Reads the policy with its etag, so that no binding is lost.',
      without: UNGRANTED,
    },
  ],
  setPolicy: [
    {
      permission: 'iam.serviceAccounts.setIamPolicy',
      on: 'service account',
      why: 'Lets a trusted deployer act as the account, or Cloud Run mint tokens for it, and takes that back.',
      without: UNGRANTED,
    },
  ],
} as const satisfies PermissionsOf<Omit<Accounts, 'count'>>;
