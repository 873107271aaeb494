import { describe, expect, test } from 'vitest';
import type { EvaluatePorts } from '../../../functions/evaluate/ports.ts';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { ACCOUNT_PATH, ADMIN, BATCH, call, projectIn, startShared } from './cross-project.ts';
import { DEFAULT, type Evaluating, moveTo, NAME, REPORTS, start } from './evaluating.ts';

const PAYMENTS = ['projects/payments-prod', 'folders/200000000001', 'organizations/100000000001'];
const IDENTITY = ['projects/identity-prod', 'folders/200000000001', 'organizations/100000000001'];

/** The ledger, with the names of what is written to the index in `writes`. */
function countingWrites({ ports }: Evaluating, writes: string[]): EvaluatePorts['ledger'] {
  const { ledger } = ports;
  return {
    ...ledger,
    rememberUse: (use) => {
      writes.push('remember');
      return ledger.rememberUse(use);
    },
    forgetUse: (name) => {
      writes.push('forget');
      return ledger.forgetUse(name);
    },
  };
}
const usesIn = async ({ ledger }: Evaluating) => (await ledger.uses({})).uses;

describe('the index of accounts', () => {
  test('keeps which account a judged job uses, and where that account is', async () => {
    const at = await startShared();
    const [use, ...others] = await usesIn(at);
    const { uniqueId } = await call(at, ADMIN, 'GET', ACCOUNT_PATH);
    expect(others).toEqual([]);
    expect(use).toEqual({
      resource: { kind: 'job', project: 'payments-prod', location: 'us-central1', name: 'cp' },
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      generation: 1,
      account: BATCH,
      uniqueId,
      places: IDENTITY,
    });
  });

  test('names the default account of a job that names none', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    expect(await usesIn(at)).toMatchObject([{ account: DEFAULT, places: PAYMENTS }]);
  });

  test("tells another project's default account by that project's id", async () => {
    const account = '310000000002-compute@developer.gserviceaccount.com';
    const at = await start({
      edit: (file) => {
        const data = projectIn(file, 'data-dev');
        data.policies['iam.disableCrossProjectServiceAccountUsage'] = 'off';
        data.bindings.push({
          role: 'roles/iam.serviceAccountTokenCreator',
          members: [
            'serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com',
          ],
        });
      },
    });
    await createJob(at.apis, 'nightly', { serviceAccount: account });
    await at.deliver(at.newestEntry());
    const places = ['projects/data-dev', 'folders/200000000001', 'organizations/100000000001'];
    expect(await usesIn(at)).toMatchObject([{ account, places }]);
  });

  test('follows the job to another account', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    await moveTo(at, REPORTS);
    await at.deliver(at.newestEntry());
    expect(await usesIn(at)).toMatchObject([{ account: REPORTS, generation: 2 }]);
  });

  test('knows the account’s project alone where what is above it may not be read', async () => {
    const at = await startShared();
    await at.ledger.forgetUse(`//run.googleapis.com/${NAME.replace('nightly', 'cp')}` as never);
    const { ApiFailure } = await import('../../../shared/gcp/api-failure.ts');
    const { projects } = at.ports.readers;
    const ancestors = (id: string) =>
      id === 'identity-prod'
        ? Promise.reject(
            new ApiFailure('No.', { status: 403, code: 'PERMISSION_DENIED', api: 'a' }),
          )
        : projects.ancestors(id);
    const readers = { ...at.ports.readers, projects: { ...projects, ancestors } };
    await at.deliver(at.newestEntry(), 'm', { readers });
    expect(await usesIn(at)).toMatchObject([{ places: ['projects/identity-prod'] }]);
  });

  test('is not written while nothing changes', async () => {
    const at = await startShared();
    const entry = at.newestEntry();
    const writes: string[] = [];
    const ledger = countingWrites(at, writes);
    await at.deliver(entry, 'm', { ledger });
    await at.deliver({ ...entry, insertId: 'another' }, 'm', { ledger });
    expect(writes).toEqual([]);
    const job = NAME.replace('nightly', 'cp');
    const { data } = await at.apis.jobsAs('user:dev@example.com').get({ name: job });
    await at.apis.jobsAs('user:dev@example.com').patch({
      name: job,
      requestBody: {
        labels: { team: 'other' },
        template: { template: data.template?.template ?? {} },
      },
    });
    await at.deliver(at.newestEntry(), 'm', { ledger });
    expect(writes).toEqual(['remember']);
  });

  test('forgets a job that was deleted, once', async () => {
    const at = await startShared();
    await at.apis.jobsAs('user:dev@example.com').delete({ name: NAME.replace('nightly', 'cp') });
    const entry = at.newestEntry();
    const writes: string[] = [];
    const ledger = countingWrites(at, writes);
    await at.deliver(entry, 'm', { ledger });
    await at.deliver(entry, 'm', { ledger });
    expect(writes).toEqual(['forget']);
    expect(await usesIn(at)).toEqual([]);
  });

  test('holds a job before its account is read, so that no change falls between the two', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly', { serviceAccount: REPORTS });
    const { accounts } = at.ports.readers;
    const known: unknown[] = [];
    const get: typeof accounts.get = async (email) => {
      known.push((await usesIn(at)).map(({ account }) => account));
      return accounts.get(email);
    };
    await at.deliver(at.newestEntry(), 'm', {
      readers: { ...at.ports.readers, accounts: { get } },
    });
    expect(known).toEqual([[REPORTS]]);
  });

  test('remembers the account that a job was first judged with, whatever is made at its address since', async () => {
    const at = await startShared();
    const [before] = await usesIn(at);
    await call(at, ADMIN, 'DELETE', ACCOUNT_PATH);
    const again = { accountId: 'batch-runtime' };
    await call(at, ADMIN, 'POST', 'v1/projects/identity-prod/serviceAccounts', again);
    await at.deliver(at.newestEntry());
    const [after] = await usesIn(at);
    expect(after?.uniqueId).toBe(before?.uniqueId);
  });
});
