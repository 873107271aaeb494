import { describe, expect, it, onTestFinished } from 'vitest';
import type { OrganizationFile } from '../../sandbox/organization/file.ts';
import { attempts, homeOf, postRefused, RUNTIME, tickets } from './denied-deploys.ts';
import { ADMIN, CI, type Local, startLocal } from './local.ts';

const NOBODY = 'nobody@identity-prod.iam.gserviceaccount.com';

async function started(edit: (file: OrganizationFile) => void = () => {}): Promise<Local> {
  const local = await startLocal({ edit });
  onTestFinished(local.close);
  return local;
}

/** A deploy under the account, which is refused as Google refuses one without act-as. */
async function refused(local: Local, job: string, account: string, as?: string): Promise<void> {
  const deploy = local.create(job, as === undefined ? { account } : { account, as });
  await expect(deploy).rejects.toThrow(
    `Permission 'iam.serviceaccounts.actAs' denied on service account ${account} (or it may not exist).`,
  );
  await local.settled();
}

const standing = async (local: Local) =>
  (await local.findings()).map(({ rule, mode, state }) => `${rule} ${mode} ${state}`).toSorted();

describe('a refused deploy under what is no service account', () => {
  it.each(['not-an-account', 'runner@elsewhere.com', `${RUNTIME}.elsewhere.com`])(
    'is counted, and makes no finding, ticket, alert or write: %s',
    async (account) => {
      const local = await started();
      await refused(local, 'nightly', account);
      expect(await local.ledger.counts()).toEqual({ 'denied.act-as': 1 });
      expect(await local.findings()).toEqual([]);
      expect(await local.ledger.tickets()).toEqual([]);
      expect(await local.alerts()).toEqual([]);
      expect(local.writes()).toEqual([]);
    },
  );
});

describe('a refused deploy under an account that is not there', () => {
  it('is ticketed as one that is gone, for a deployer who may read accounts there', async () => {
    const local = await started((file) => {
      const home = homeOf(file);
      home.roles = { accountReader: ['iam.serviceAccounts.get'] };
      const role = 'projects/identity-prod/roles/accountReader';
      home.bindings.push({ role, members: [CI] });
    });
    await refused(local, 'nightly', NOBODY, CI);
    expect(await standing(local)).toEqual(['service-account-unusable ticket ticketed']);
    const [ticket] = await local.ledger.tickets();
    expect(ticket?.body).toContain(
      `${NOBODY} is not there: it was deleted, or there never was one.`,
    );
    expect(attempts(local)).toEqual([]);
  });

  it('has the ticket, byte for byte, of one that is there, for a deployer who may not', async () => {
    const told = async (accounts: string[]) => {
      const local = await started((file) => {
        homeOf(file).accounts = accounts;
      });
      await refused(local, 'nightly', RUNTIME, CI);
      expect(attempts(local)).toEqual([]);
      expect(await tickets(local)).toEqual([['open', 'missing-act-as', 'missing-token-creator']]);
      const text = JSON.stringify(await local.ledger.tickets());
      expect(text).toContain('https://console.cloud.google.com/logs/query;query=');
      return text
        .replace(/https:\/\/console\.cloud\.google\.com\/logs\/[^\s"\\]+/g, 'LOG ENTRY')
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
    };
    expect(await told([])).toBe(await told(['batch-runtime']));
  });
});

describe('a refused deploy by a federated identity', () => {
  it.each([
    'principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/dev@example.com',
    'principal://iam.googleapis.com/projects/310000000001/locations/global/workloadIdentityPools/github/subject/repo:example/payments',
  ])('is ticketed as not known, and grants nothing, trusted project or not: %s', async (who) => {
    const local = await started();
    await postRefused(local, 'nightly', { principalSubject: who });
    expect(await standing(local)).toEqual([
      'missing-act-as ticket ticketed',
      'missing-token-creator ticket ticketed',
    ]);
    const because = `Policy Troubleshooter answers for Google Accounts and service accounts alone, so nothing can be asked about ${who}.`;
    for (const finding of await local.findings())
      expect(finding).toMatchObject({ deployer: who, indeterminate: [because] });
    expect(await tickets(local)).toEqual([['open', 'missing-act-as', 'missing-token-creator']]);
    expect(attempts(local)).toEqual([]);
  });
});

describe('a refused deploy under an account that Bailiff may not read', () => {
  it('is ticketed with the right that is lacking, though trust names it', async () => {
    const local = await started(({ organization }) => {
      organization.bindings.push({ role: 'roles/iam.denyAdmin', members: [ADMIN] });
    });
    const denyRule = {
      deniedPrincipals: ['evaluate', 'remediate'].map(
        (name) =>
          `principal://iam.googleapis.com/projects/-/serviceAccounts/bailiff-${name}@bailiff-prod.iam.gserviceaccount.com`,
      ),
      deniedPermissions: ['iam.googleapis.com/serviceAccounts.get'],
    };
    const point = 'cloudresourcemanager.googleapis.com%2Fprojects%2Fidentity-prod';
    const path = `v2/policies/${point}/denypolicies?policyId=unread`;
    await local.call(ADMIN, 'POST', path, { rules: [{ denyRule }] });
    await refused(local, 'nightly', RUNTIME);
    expect(await standing(local)).toEqual([
      'missing-act-as ticket ticketed',
      'missing-token-creator ticket ticketed',
    ]);
    const [finding] = await local.findings();
    expect(finding?.indeterminate).toContain(
      `The account ${RUNTIME} may not be read (iam.serviceAccounts.get): Permission 'iam.serviceAccounts.get' denied on resource (or it may not exist).`,
    );
    expect(attempts(local)).toEqual([]);
  });

  it('in a project outside of the organization, is ticketed and no more', async () => {
    const local = await started();
    const account = 'runner@stranger-prod.iam.gserviceaccount.com';
    await refused(local, 'nightly', account);
    expect(await standing(local)).toEqual(['missing-act-as ticket ticketed']);
    const [finding] = await local.findings();
    expect(finding?.indeterminate[0]).toMatch(
      /^The account runner@stranger-prod\.iam\.gserviceaccount\.com may not be read \(iam\.serviceAccounts\.get\)/,
    );
    expect(await tickets(local)).toEqual([['open', 'missing-act-as']]);
    expect(await local.alerts()).toEqual([]);
    expect(attempts(local)).toEqual([]);
  });
});
