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

describe('the account of a denied call', () => {
  const DEFAULT = '310000000001-compute@developer.gserviceaccount.com';
  const refusal = (account: string) => ({
    status: {
      code: 7,
      message: `Permission 'iam.serviceaccounts.actAs' denied on service account ${account} (or it may not exist).`,
    },
  });
  const job = (task: object) => ({ request: { job: v2(task) } });

  test.each([
    ['the refusal, where no request is logged', {}, SHARED, SHARED, false],
    ['the refusal, where the request names none', job({}), SHARED, SHARED, false],
    ['nothing but the default, where the refusal is about it', job({}), DEFAULT, undefined, true],
    [
      'the refusal, where the request names another: the job has it already',
      job({ serviceAccount: REPORTS }),
      SHARED,
      SHARED,
      false,
    ],
    [
      'the refusal, where it is about the default and the request names another',
      job({ serviceAccount: REPORTS }),
      DEFAULT,
      DEFAULT,
      false,
    ],
    [
      'the refusal, where the request names what is none',
      job({ serviceAccount: 'x' }),
      SHARED,
      SHARED,
      false,
    ],
    [
      'the request, where the refusal names what is none',
      job({ serviceAccount: REPORTS }),
      'x',
      REPORTS,
      false,
    ],
    ['nothing, where both name what is none', job({ serviceAccount: 'x' }), 'x', undefined, false],
  ])('is told by %s', (_, audit, refused, serviceAccount, impliesDefault) => {
    const entry = entryOf({ ...audit, ...refusal(refused) });
    expect(namedAccount(entry, true)).toEqual({ serviceAccount, impliesDefault });
  });

  test('is told by the request, where the refusal names two', () => {
    const [permission, granted] = ['iam.serviceAccounts.actAs', false];
    const resource = `projects/-/serviceAccounts/other@identity-prod.iam.gserviceaccount.com`;
    const authorizationInfo = [{ resource, permission, granted }];
    const audit = { ...job({ serviceAccount: REPORTS }), ...refusal(SHARED), authorizationInfo };
    expect(namedAccount(entryOf(audit), true).serviceAccount).toBe(REPORTS);
  });

  test('is not read in the words about a call that went through', () => {
    expect(namedAccount(entryOf(refusal(SHARED))).serviceAccount).toBeUndefined();
  });
});
