import { describe, expect, test } from 'vitest';
import { locateAccount } from '../../../../functions/evaluate/sources/locate-account.ts';
import { entryOf } from './raw-entry.ts';

const EMAIL = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const COMPUTE = '310000000003-compute@developer.gserviceaccount.com';
const ID = '100000000000000000003';
const LOG = 'projects/identity-prod/logs/cloudaudit.googleapis.com%2Factivity';

const locate = (
  resourceName: string | undefined,
  labels: Record<string, unknown> = {},
  { logName = LOG, response }: { logName?: string; response?: unknown } = {},
) =>
  locateAccount(
    entryOf({ resourceName, response }, { logName, resource: { type: 'service_account', labels } }),
  );
const concerned = (email: string | undefined, uniqueId: string | undefined, number?: string) => ({
  kind: 'concerned',
  scope: { kind: 'account', email, uniqueId },
  ...(number === undefined ? {} : { project: { id: 'identity-prod', number } }),
});

describe('an account', () => {
  test.each([
    ['its unique id', `projects/-/serviceAccounts/${ID}`, {}, concerned(undefined, ID)],
    [
      'its address',
      `projects/identity-prod/serviceAccounts/${EMAIL}`,
      {},
      concerned(EMAIL, undefined),
    ],
    [
      'its full name',
      `//iam.googleapis.com/projects/-/serviceAccounts/${EMAIL}`,
      {},
      concerned(EMAIL, undefined),
    ],
    ['its labels', undefined, { email_id: EMAIL, unique_id: ID }, concerned(EMAIL, ID)],
    [
      'both, in any case',
      `projects/-/serviceAccounts/${ID}`,
      { email_id: EMAIL.toUpperCase(), unique_id: ID, project_id: 'identity-prod' },
      concerned(EMAIL, ID),
    ],
    [
      'a number beside the id of its project',
      `projects/310000000003/serviceAccounts/${EMAIL}`,
      {},
      concerned(EMAIL, undefined, '310000000003'),
    ],
    [
      'the number in a default account’s address',
      `projects/-/serviceAccounts/${COMPUTE}`,
      {},
      concerned(COMPUTE, undefined, '310000000003'),
    ],
  ])('is told by %s', (_, name, labels, expected) => {
    expect(locate(name, labels)).toEqual(expected);
  });

  test('that was just made is told by the answer', () => {
    const response = { email: EMAIL, uniqueId: ID };
    expect(locate('projects/identity-prod', {}, { response })).toEqual(concerned(EMAIL, ID));
  });

  test('is never told by the answer to a call on another one', () => {
    const name = `projects/-/serviceAccounts/${ID}`;
    const response = { email: 'other@identity-prod.iam.gserviceaccount.com' };
    expect(locate(name, {}, { response })).toEqual(concerned(undefined, ID));
  });

  test.each([
    [
      'addresses that disagree',
      `projects/-/serviceAccounts/${EMAIL}`,
      { email_id: 'other@identity-prod.iam.gserviceaccount.com' },
      'account-mismatch',
    ],
    [
      'unique ids that disagree',
      `projects/-/serviceAccounts/${ID}`,
      { unique_id: '100000000000000000004' },
      'account-mismatch',
    ],
    [
      'an address of another project',
      'projects/-/serviceAccounts/shared@payments-prod.iam.gserviceaccount.com',
      {},
      'project-mismatch',
    ],
    [
      'a label of another project',
      `projects/-/serviceAccounts/${EMAIL}`,
      { project_id: 'payments-prod' },
      'project-mismatch',
    ],
    [
      'a name in another project',
      `projects/payments-prod/serviceAccounts/${EMAIL}`,
      {},
      'project-mismatch',
    ],
    ['a user’s address', 'projects/-/serviceAccounts/dev@example.com', {}, 'illegal-name'],
    ['control characters', `projects/-/serviceAccounts/${EMAIL}\u0000`, {}, 'illegal-name'],
    [
      'a huge address',
      undefined,
      { email_id: `${'x'.repeat(1_000_000)}@identity-prod.iam.gserviceaccount.com` },
      'illegal-name',
    ],
    [
      'a project that cannot be',
      `projects/-/serviceAccounts/${ID}`,
      { project_id: '../..' },
      'illegal-name',
    ],
    ['no account', 'projects/identity-prod', {}, 'no-resource'],
    [
      'a pool of identities',
      'projects/identity-prod/locations/global/workloadIdentityPools/ci',
      {},
      'no-resource',
    ],
  ])('is not told by %s', (_, name, labels, reason) => {
    expect(locate(name, labels)).toMatchObject({ kind: 'ignored', reason });
  });
});
