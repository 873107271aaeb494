import { describe, expect, test } from 'vitest';
import { namedAccount } from '../../../../functions/evaluate/sources/named-account.ts';
import { entryOf } from './raw-entry.ts';

const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';
const SHARED = 'batch-runtime@identity-prod.iam.gserviceaccount.com';

const v1 = (task: unknown) => ({ spec: { template: { spec: { template: { spec: task } } } } });
const v2 = (task: unknown) => ({ template: { template: task } });

describe('the account', () => {
  test.each([
    ['v1', v1({ serviceAccountName: REPORTS })],
    ['v1, snake_case', v1({ service_account_name: REPORTS })],
    ['v2', v2({ serviceAccount: REPORTS })],
    ['v2, snake_case', v2({ service_account: REPORTS })],
    [
      'as a resource name',
      v2({ serviceAccount: `projects/payments-prod/serviceAccounts/${REPORTS}` }),
    ],
    ['in capitals', v2({ serviceAccount: 'Reports@Payments-Prod.iam.gserviceaccount.com' })],
  ])('is read where %s has it', (_, job) => {
    const found = { serviceAccount: REPORTS, impliesDefault: false };
    expect(namedAccount(entryOf({ request: { job } }))).toEqual(found);
    expect(namedAccount(entryOf({ response: job }))).toEqual(found);
  });

  test('of the request goes before that of the answer', () => {
    const request = { job: v2({ serviceAccount: SHARED }) };
    const response = v2({ serviceAccount: REPORTS });
    expect(namedAccount(entryOf({ request, response })).serviceAccount).toBe(SHARED);
  });

  test.each([
    ['not-an-address'],
    ['projects/p/serviceAccounts/12345'],
    ['a b@developer.gserviceaccount.com'],
    ['<script>@gserviceaccount.com'],
    [`${'a'.repeat(600)}@payments-prod.iam.gserviceaccount.com`],
    [{ email: REPORTS }],
    [17],
  ])('is none when it could not be one, and then no default is implied: %j', (serviceAccount) => {
    expect(namedAccount(entryOf({ request: { job: v2({ serviceAccount }) } }))).toEqual({
      serviceAccount: undefined,
      impliesDefault: false,
    });
  });
});

describe('the default account is implied', () => {
  test.each([
    ['v1', v1({ timeoutSeconds: '600' })],
    ['v2', v2({ timeout: '600s' })],
    ['v2 with an empty text', v2({ serviceAccount: '' })],
    ['v2 with null', v2({ serviceAccount: null })],
  ])('by a whole request that names none: %s', (_, job) => {
    expect(namedAccount(entryOf({ request: { job } }))).toEqual({
      serviceAccount: undefined,
      impliesDefault: true,
    });
  });

  test('while the answer names it', () => {
    const response = v1({
      serviceAccountName: '310000000001-compute@developer.gserviceaccount.com',
    });
    expect(namedAccount(entryOf({ request: { job: v1({}) }, response }))).toEqual({
      serviceAccount: '310000000001-compute@developer.gserviceaccount.com',
      impliesDefault: true,
    });
  });

  test.each([
    ['no request', {}, {}],
    ['no job in it', { request: { name: 'nightly' } }, {}],
    ['no task template in it', { request: { job: { template: {} } } }, {}],
    ['a task template that is no object', { request: { job: v2('{4} collapsed') } }, {}],
    ['redactions', { request: { job: v2({}) }, redactions: [{}] }, {}],
    ['a split', { request: { job: v2({}) } }, { split: { uid: 'a' } }],
  ])('not by an entry with %s', (_, audit, envelope) => {
    expect(namedAccount(entryOf(audit, envelope)).impliesDefault).toBe(false);
  });
});
