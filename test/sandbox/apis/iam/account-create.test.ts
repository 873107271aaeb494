import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, refusal, servedApis } from '../served-apis.ts';

const ACCOUNTS = 'v1/projects/payments-prod/serviceAccounts';
const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';

describe('new service accounts', () => {
  it.each([
    ['short', 'The account ID "short" does not have a length between 6 and 30.'],
    ['', 'The account ID "" does not have a length between 6 and 30.'],
    [
      'a-name-of-thirty-one-characters',
      'The account ID "a-name-of-thirty-one-characters" does not have a length between 6 and 30.',
    ],
    [
      'Capital-Name',
      'The account ID "Capital-Name" does not match the regular expression [a-z]([-a-z0-9]*[a-z0-9]).',
    ],
  ])('refuse the id "%s"', async (accountId, text) => {
    const apis = await servedApis();
    const made = await apis.call(ADMIN, 'POST', ACCOUNTS, { accountId });
    expect(refusal(made)).toBe(`400 INVALID_ARGUMENT: ${text}`);
  });

  it('take ids of 6 and of 30 characters, and each only once', async () => {
    const apis = await servedApis();
    for (const accountId of ['sixsix', 'thirty-characters-exactly-here'])
      expect((await apis.call(ADMIN, 'POST', ACCOUNTS, { accountId })).status).toBe(200);
    expect(refusal(await apis.call(ADMIN, 'POST', ACCOUNTS, { accountId: 'sixsix' }))).toBe(
      '409 ALREADY_EXISTS: Service account sixsix already exists within project projects/payments-prod.',
    );
  });

  it('number a hundred for each project, deleted ones not counted', async () => {
    const apis = await servedApis();
    const create = (accountId: string) => apis.call(ADMIN, 'POST', ACCOUNTS, { accountId });
    for (let count = 2; count < 100; count += 1) await create(`runner-${count}`);
    expect(refusal(await create('one-too-many'))).toBe(
      '429 RESOURCE_EXHAUSTED: Maximum number of service accounts on project reached.',
    );
    await apis.call(ADMIN, 'DELETE', `${ACCOUNTS}/${REPORTS}`);
    expect((await create('one-too-many')).status).toBe(200);
  });

  it('are refused where an organization policy forbids them', async () => {
    const apis = await servedApis(({ projects }) => {
      for (const { id, policies } of projects)
        if (id === 'payments-prod') policies['iam.disableServiceAccountCreation'] = 'enforced';
    });
    const body = { accountId: 'nightly-runner' };
    const made = await apis.call(ADMIN, 'POST', ACCOUNTS, body);
    expect(refusal(made)).toBe(
      '400 FAILED_PRECONDITION: Service account creation is not allowed in project payments-prod.',
    );
    expect(made.body).toMatchObject({
      error: {
        details: [{ violations: [{ type: 'constraints/iam.disableServiceAccountCreation' }] }],
      },
    });
    const elsewhere = 'v1/projects/data-dev/serviceAccounts';
    expect((await apis.call(ADMIN, 'POST', elsewhere, body)).status).toBe(200);
  });

  it('refuse unknown fields in Google’s words, without an audit entry', async () => {
    const apis = await servedApis();
    const made = await apis.call(ADMIN, 'POST', ACCOUNTS, {
      accountId: 'nightly-runner',
      acountId: 'nightly-runner',
      serviceAccount: { displayname: 'x' },
    });
    expect(refusal(made)).toBe(
      '400 INVALID_ARGUMENT: Invalid JSON payload received. Unknown name "displayname" at \'serviceAccount\': Cannot find field.\nInvalid JSON payload received. Unknown name "acountId": Cannot find field.',
    );
    expect(apis.log.entries).toEqual([]);
  });

  it('are created for nobody who may not', async () => {
    const apis = await servedApis();
    const denied =
      "403 PERMISSION_DENIED: Permission 'iam.serviceAccounts.create' denied on resource (or it may not exist).";
    const body = { accountId: 'nightly-runner' };
    expect(refusal(await apis.call(DEV, 'POST', ACCOUNTS, body))).toBe(denied);
    const nowhere = 'v1/projects/no-such-project/serviceAccounts';
    expect(refusal(await apis.call(ADMIN, 'POST', nowhere, body))).toBe(denied);
  });
});
