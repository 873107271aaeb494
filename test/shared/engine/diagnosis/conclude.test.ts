import { describe, expect, it } from 'vitest';
import { conditionOf } from '../../../../shared/domain/diagnosis.ts';
import { parsePrincipal } from '../../../../shared/domain/principal.ts';
import { conclude } from '../../../../shared/engine/diagnosis/conclude.ts';
import type { DiagnosisFacts } from '../../../../shared/engine/diagnosis/facts.ts';
import { unknownAccess } from '../../../../shared/gcp/explanation.ts';

const granted = {
  state: 'granted',
  where: ['projects/identity-prod'],
  groups: [],
  conditional: false,
  denyPolicies: [],
  because: 'Granted.',
} as const;
const denied = {
  ...granted,
  state: 'denied',
  where: [],
  because: 'No binding grants it.',
} as const;

const facts: DiagnosisFacts = {
  project: { id: 'payments-prod', number: '310000000001', ancestors: [] },
  account: {
    kind: 'user-managed',
    email: 'batch-runtime@identity-prod.iam.gserviceaccount.com',
    accountId: 'batch-runtime',
    projectId: 'identity-prod',
  },
  found: { kind: 'missing' },
  pinned: undefined,
  deployer: parsePrincipal('dev@example.com'),
  actAs: granted,
  minting: granted,
  crossProject: { state: 'off', because: 'Off.' },
};
const actAs = (change: Partial<DiagnosisFacts>) =>
  conditionOf(conclude({ ...facts, ...change }), 'act-as');

describe('a diagnosis', () => {
  it('offers no grant against a deny policy, which no grant mends', () => {
    const denyPolicies = ['policies/p/denypolicies/no-act-as'];
    const because = 'A deny policy takes it away, whatever is granted: no-act-as.';
    expect(actAs({ actAs: { ...denied, denyPolicies, because } })).toMatchObject({
      state: 'missing',
      because: expect.stringContaining('ask the owner of that policy for an exception'),
      fix: [],
      terraform: [],
    });
  });

  it('takes what is granted above an account that is not there for held', () => {
    expect(actAs({})).toMatchObject({ state: 'holds', where: 'by project identity-prod' });
  });

  it('lacks no right where the account is not there, but for what cannot be asked of any account', () => {
    const unknown = unknownAccess('Nothing can be asked about that.');
    const unreadFor = (deployer: string) =>
      conclude({ ...facts, deployer: parsePrincipal(deployer), actAs: unknown, minting: unknown })
        .unread;
    expect(unreadFor('dev@example.com')).toEqual([]);
    expect(unreadFor('principal://iam.googleapis.com/subject/x')).toEqual([
      'Nothing can be asked about that.',
    ]);
  });

  it('says so where the policy that grants may not be read', () => {
    expect(actAs({ actAs: { ...granted, where: [] } }).where).toBe(
      'by a policy that may not be read',
    );
  });

  it('names a service agent that deploys as what it is in a binding', () => {
    const deployer = parsePrincipal('310000000001@cloudbuild.gserviceaccount.com');
    expect(actAs({ deployer, actAs: denied }).fix).toEqual([
      'gcloud iam service-accounts add-iam-policy-binding batch-runtime@identity-prod.iam.gserviceaccount.com --member=serviceAccount:310000000001@cloudbuild.gserviceaccount.com --role=roles/iam.serviceAccountUser --condition=None --project=identity-prod',
    ]);
  });

  it.each([
    ['310000000003-compute@developer.gserviceaccount.com', 'compute-engine-default'],
    ['identity-prod@appspot.gserviceaccount.com', 'app-engine-default'],
  ] as const)('does not tell to make %s, which only Google makes', (email, kind) => {
    const account =
      kind === 'compute-engine-default'
        ? { kind, email, projectNumber: '310000000003' }
        : { kind, email, projectId: 'identity-prod' };
    const usable = conditionOf(conclude({ ...facts, account }), 'account-usable');
    expect(usable).toMatchObject({ state: 'missing', fix: [] });
  });

  it('prints no unique id that is none', () => {
    const usable = conditionOf(conclude({ ...facts, pinned: '1; reboot' }), 'account-usable');
    expect(usable.fix).toEqual([]);
  });

  it('names the project of an account by its number while nothing tells the id', () => {
    const email = '310000000003-compute@developer.gserviceaccount.com';
    const diagnosis = conclude({
      ...facts,
      account: { kind: 'compute-engine-default', email, projectNumber: '310000000003' },
      found: { kind: 'unread', because: 'No.' },
      minting: denied,
    });
    expect(diagnosis.account.project).toBeUndefined();
    expect(conditionOf(diagnosis, 'token-minting').fix).toEqual([
      'gcloud iam service-accounts add-iam-policy-binding 310000000003-compute@developer.gserviceaccount.com --member=serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com --role=roles/iam.serviceAccountTokenCreator --condition=None --project=310000000003',
    ]);
  });

  it('has one of each condition, and names every unknown with its reason once', () => {
    const unknown = { ...denied, state: 'unknown', because: 'Hidden.' } as const;
    const diagnosis = conclude({
      ...facts,
      found: { kind: 'unread', because: 'Hidden.' },
      actAs: unknown,
      minting: unknown,
      crossProject: { state: 'unknown', because: 'Closed.' },
    });
    expect(diagnosis.conditions.map(({ id, state }) => [id, state])).toEqual([
      ['account-usable', 'unknown'],
      ['act-as', 'unknown'],
      ['token-minting', 'unknown'],
      ['cross-project-use', 'unknown'],
    ]);
    expect(diagnosis.unread).toEqual(['Hidden.', 'Closed.']);
  });
});
