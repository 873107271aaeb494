import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../shared/domain/principal.ts';
import type { TrustEntry } from '../../../shared/policy/policy.ts';
import { trustOf } from '../../../shared/policy/trust.ts';

const RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';
const DEV: Principal = { kind: 'user', email: 'dev@example.com' };
const PIPELINE: Principal = {
  kind: 'service-account',
  email: 'terraform@payments-prod.iam.gserviceaccount.com',
};

/** payments-prod may use batch-runtime, nobody may act as it and nothing is restored, but for what is given. */
function entry(changes: Partial<TrustEntry> = {}): TrustEntry {
  return {
    projects: ['payments-prod'],
    accounts: [{ email: RUNTIME, uniqueId: undefined }],
    deployers: [],
    restore: false,
    ...changes,
  };
}

function lookUp(trust: readonly TrustEntry[], project = 'payments-prod', account = RUNTIME) {
  return trustOf({ trust, domains: ['example.com'] }, project, account);
}

describe('trustOf', () => {
  it('finds the entry that names both the project and the account', () => {
    expect(lookUp([entry()])).toMatchObject({ uniqueId: undefined, restore: false });
  });

  it.each([
    ['another project', 'data-dev', RUNTIME],
    ['another account', 'payments-prod', REPORTS],
    ['the number of the project', '310000000001', RUNTIME],
    ['a project whose name goes on', 'payments-prod-eu', RUNTIME],
    ['an account whose address goes on', 'payments-prod', `${RUNTIME}.example.org`],
    ['the address in other letters', 'payments-prod', RUNTIME.toUpperCase()],
    ['an empty address', 'payments-prod', ''],
  ])('finds nothing for %s', (_what, project, account) => {
    expect(lookUp([entry()], project, account)).toBeUndefined();
  });

  it('does not put the project of one entry together with the account of another', () => {
    const trust = [
      entry({ accounts: [{ email: REPORTS, uniqueId: undefined }] }),
      entry({ projects: ['data-dev'] }),
    ];
    expect(lookUp(trust)).toBeUndefined();
  });

  it('restores when one of several entries says so, and not because of an entry for others', () => {
    const restoring = entry({ restore: true });
    expect(lookUp([entry(), restoring])?.restore).toBe(true);
    expect(lookUp([entry(), { ...restoring, projects: ['data-dev'] }])?.restore).toBe(false);
  });

  it('tells the pin of the account, also where another entry has it', () => {
    const pinned = entry({
      projects: ['data-dev'],
      accounts: [{ email: RUNTIME, uniqueId: '100000000000000000003' }],
    });
    expect(lookUp([entry(), pinned])?.uniqueId).toBe('100000000000000000003');
    expect(lookUp([entry(), pinned], 'data-dev')?.uniqueId).toBe('100000000000000000003');
  });

  it('does not take the pin of another account', () => {
    const both = entry({
      accounts: [
        { email: REPORTS, uniqueId: '7' },
        { email: RUNTIME, uniqueId: undefined },
      ],
    });
    expect(lookUp([both])?.uniqueId).toBeUndefined();
    expect(lookUp([both], 'payments-prod', REPORTS)?.uniqueId).toBe('7');
  });
});

describe('membersFor', () => {
  const membersFor = (deployers: readonly string[], deployer: Principal) =>
    lookUp([entry({ deployers })])?.membersFor(deployer);

  it('gives the deployer alone where an entry names them, whatever groups stand beside', () => {
    const deployers = ['group:payments@example.com', 'user:dev@example.com'];
    expect(membersFor(deployers, DEV)).toEqual(['user:dev@example.com']);
  });

  it('gives a service account as one', () => {
    const member = 'serviceAccount:terraform@payments-prod.iam.gserviceaccount.com';
    expect(membersFor([member], PIPELINE)).toEqual([member]);
  });

  it('gives every group once, of all entries, where none names the deployer', () => {
    const trust = [
      entry({ deployers: ['group:payments@example.com', 'user:ci@example.com'] }),
      entry({ deployers: ['group:oncall@example.com', 'group:payments@example.com'] }),
      entry({ projects: ['data-dev'], deployers: ['group:data@example.com'] }),
    ];
    const groups = ['group:payments@example.com', 'group:oncall@example.com'];
    expect(lookUp(trust)?.membersFor(DEV)).toEqual(groups);
    expect(lookUp(trust)?.membersFor(PIPELINE)).toEqual(groups);
  });

  it('finds the deployer in any entry for the project and account', () => {
    const trust = [
      entry({ deployers: ['group:payments@example.com'] }),
      entry({ deployers: ['user:dev@example.com'] }),
    ];
    expect(lookUp(trust)?.membersFor(DEV)).toEqual(['user:dev@example.com']);
  });

  it.each<[string, Principal]>([
    ['somebody who is not named', { kind: 'user', email: 'eve@example.com' }],
    ['a user of the same name elsewhere', { kind: 'user', email: 'dev@example.org' }],
    ['a user of a subdomain', { kind: 'user', email: 'dev@sub.example.com' }],
    ['an account that is not named', PIPELINE],
  ])('is empty for %s', (_who, deployer) => {
    expect(membersFor(['user:dev@example.com'], deployer)).toEqual([]);
  });

  it.each<[string, Principal]>([
    ['a user of another domain', { kind: 'user', email: 'dev@example.org' }],
    ['an address without a domain', { kind: 'user', email: 'dev' }],
    [
      'a service agent',
      {
        kind: 'service-agent',
        email: 'service-310000000001@serverless-robot-prod.iam.gserviceaccount.com',
      },
    ],
    [
      'a federated identity',
      { kind: 'federated', subject: 'principal://iam.googleapis.com/p/subject/dev@example.com' },
    ],
    ['nobody known', { kind: 'unknown' }],
  ])('matches %s with no group', (_who, deployer) => {
    expect(membersFor(['group:payments@example.com'], deployer)).toEqual([]);
  });
});
