import { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js';
import { describe, expect, it } from 'vitest';
import { gather } from '../../../shared/engine/gather.ts';
import { attemptPin, livePin } from '../../../shared/engine/pins.ts';
import { jobReader } from '../../../shared/gcp/jobs.ts';
import { projects } from '../../../shared/gcp/projects.ts';
import { serviceAccounts } from '../../../shared/gcp/service-accounts.ts';
import type { AccountUse } from '../../../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import type { TrustEntry } from '../../../shared/policy/policy.ts';
import { googleapisOptions } from '../../fixtures/googleapis-options.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';
import { EVALUATE, localApis } from '../gcp/local-apis.ts';
import { BATCH_RUNTIME, diagnoseReaders } from './diagnosing.ts';

const { resource, project, job } = liveSubject();
const PINNED = '100000000000000000003';
const SEEN = '100000000000000000007';
const trusting = (uniqueId: string | undefined) => {
  const entry: TrustEntry = {
    projects: ['payments-prod'],
    accounts: [{ email: BATCH_RUNTIME, uniqueId }],
    deployers: [],
    restore: false,
  };
  return { trust: [entry], domains: ['example.com'] };
};

/** What the pin of the live job is when the ledger remembers this use of it. */
async function pinAfter(use: Partial<AccountUse> | undefined, uniqueId?: string) {
  const ledger = openSqliteLedger(':memory:');
  if (use !== undefined)
    await ledger.rememberUse({
      resource,
      uid: job.uid,
      generation: job.generation,
      account: BATCH_RUNTIME,
      uniqueId: SEEN,
      places: [],
      ...use,
    });
  const byNumber = { ...resource, project: project.number };
  const pin = await livePin(byNumber, trusting(uniqueId), ledger)(BATCH_RUNTIME, project, job);
  await ledger.close();
  return pin;
}

describe('the unique id that an account must have', () => {
  it('is what the policy says, whatever the ledger remembers', async () => {
    expect(await pinAfter({}, PINNED)).toBe(PINNED);
    expect(await attemptPin(trusting(PINNED))(BATCH_RUNTIME, project)).toBe(PINNED);
  });

  it('is what this generation of the job was first judged with, where the policy pins none', async () => {
    expect(await pinAfter({})).toBe(SEEN);
    expect(await attemptPin(trusting(undefined))(BATCH_RUNTIME, project)).toBeUndefined();
  });

  it.each([
    ['nothing', undefined],
    ['an earlier generation', { generation: 0 }],
    ['another job of that name', { uid: 'another' }],
    ['another account', { account: 'reports@payments-prod.iam.gserviceaccount.com' }],
    ['an account that could not be read', { uniqueId: undefined }],
  ])('is not known where the ledger remembers %s', async (_, use) => {
    expect(await pinAfter(use)).toBeUndefined();
  });
});

it('tells that the account of a live job was deleted and made again', async () => {
  const apis = await localApis();
  const ledger = openSqliteLedger(':memory:');
  const google = apis.as(EVALUATE);
  const readers = {
    organization: 'organizations/100000000001',
    projects: projects(google),
    jobs: { ...jobReader(google), read: async () => ({ ...job, serviceAccount: BATCH_RUNTIME }) },
    ...diagnoseReaders(google),
  };
  const policy = trusting(undefined);
  const look = async () => {
    const pinned = livePin(resource, policy, ledger);
    const hints = { named: 'unknown', at: '2026-05-04T06:00:00Z', pinned } as const;
    const gathered = await gather(resource, readers, hints);
    if (gathered.kind !== 'live') throw new Error(`The job is ${gathered.kind}.`);
    return gathered.subject.diagnosis.account;
  };
  const first = await look();
  expect(first.state).toBe('enabled');
  const { uid, generation } = job;
  const { uniqueId } = first;
  const use = { resource, uid, generation, account: BATCH_RUNTIME, uniqueId, places: [] };
  await ledger.rememberUse(use);
  const admin = apis.as('user:admin@example.com');
  const options = googleapisOptions(apis.apiRoot, 'user:admin@example.com');
  await new iam_v1.Iam(options).projects.serviceAccounts.delete({
    name: `projects/identity-prod/serviceAccounts/${BATCH_RUNTIME}`,
  });
  expect((await look()).state).toBe('missing');
  await serviceAccounts(admin).create({
    project: 'identity-prod',
    accountId: 'batch-runtime',
    displayName: '',
    description: '',
  });
  const second = await look();
  expect(second.state).toBe('re-created');
  expect(second.uniqueId).not.toBe(uniqueId);
  await ledger.close();
  await apis.close();
});
