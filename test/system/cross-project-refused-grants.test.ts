import { describe, expect, it, onTestFinished } from 'vitest';
import type { OrganizationFile } from '../../sandbox/organization/file.ts';
import { attempts, homeOf, postRefused, RUNTIME, tickets } from './denied-deploys.ts';
import { type Local, startLocal } from './local.ts';

const DEV = { principalEmail: 'dev@example.com', principalSubject: 'user:dev@example.com' };
const AGENT = 'serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com';
const COULD_NOT = 'Bailiff tried to mend it, and could not.';

async function started(edit: (file: OrganizationFile) => void): Promise<Local> {
  const local = await startLocal({ edit });
  onTestFinished(local.close);
  return local;
}

/** Somebody may do it already by a grant on the account's project, so that one binding is missing and not two. */
function inherits(file: OrganizationFile, role: string, member: string): void {
  homeOf(file).bindings.push({ role, members: [member] });
}

const actsAs = (file: OrganizationFile) =>
  inherits(file, 'roles/iam.serviceAccountUser', 'user:dev@example.com');
const mints = (file: OrganizationFile) =>
  inherits(file, 'roles/iam.serviceAccountTokenCreator', AGENT);

function withoutServiceAgent({ projects }: OrganizationFile): void {
  const [payments] = projects;
  if (payments !== undefined) payments.services = ['iam.googleapis.com'];
}

const bindingsOf = (local: Local) =>
  local.allowPolicy(`serviceAccounts/${local.account(RUNTIME)?.uniqueId}`)?.bindings ?? [];

describe('a grant that Google refuses', () => {
  it.each([
    {
      why: 'the service agent of the project is not made yet',
      edit: (file: OrganizationFile) => {
        withoutServiceAgent(file);
        actsAs(file);
      },
      rule: 'missing-token-creator',
      code: 'SetIAMPolicy 3',
      reason: 'enable run.googleapis.com in project 310000000001, then deploy again.',
      told: 'enable run.googleapis.com in project 310000000001, then deploy again.',
    },
    {
      why: 'members of the domain are not allowed',
      edit: (file: OrganizationFile) => {
        file.organization.policyMemberDomains = ['example.org'];
        mints(file);
      },
      rule: 'missing-act-as',
      code: 'SetIAMPolicy 9',
      reason: 'The organization policy constraints/iam.allowedPolicyMemberDomains forbids it',
      told: `${COULD_NOT} An organization policy restricts whose members may be granted anything`,
    },
    {
      why: 'the policy holds 1,500 members',
      edit: (file: OrganizationFile) => {
        const members = Array.from({ length: 1500 }, (_, n) => `user:u${n}@example.com`);
        homeOf(file).accountBindings = { [RUNTIME]: [{ role: 'roles/viewer', members }] };
        actsAs(file);
      },
      rule: 'missing-token-creator',
      code: 'SetIAMPolicy 3',
      reason: 'The number of members in the policy (1,501) is larger than the maximum allowed',
      told: 'Take members out of that policy that nobody needs, or put them into a group',
    },
  ])(
    'because $why is tried once for four deploys: a failed finding with the reason, one open ticket, one alert',
    async ({ edit, rule, code, reason, told }) => {
      const local = await started(edit);
      const before = bindingsOf(local);
      for (const job of ['one', 'two', 'three', 'four']) await postRefused(local, job, DEV);
      expect(attempts(local)).toEqual([code]);
      expect(bindingsOf(local)).toEqual(before);
      const findings = await local.findings();
      expect(findings).toMatchObject([{ rule, state: 'failed', occurrences: 4 }]);
      expect(findings[0]?.decision.because.at(-1)).toContain(reason);
      expect(await tickets(local)).toEqual([['open', rule]]);
      expect((await local.ledger.tickets())[0]?.body).toContain(told);
      expect(await local.alerts()).toEqual([
        {
          kind: 'remediation-failed',
          severity: 'high',
          about: '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/one',
        },
      ]);
    },
  );

  it('takes back the other one of the same deploy, and neither is tried for the deploys after it', async () => {
    const local = await started(withoutServiceAgent);
    await postRefused(local, 'one', DEV);
    // Once for both findings: act-as let in, minting refused, act-as taken back.
    const once = ['SetIAMPolicy 0', 'SetIAMPolicy 3', 'SetIAMPolicy 0'];
    const tried = attempts(local);
    expect(tried).toEqual(once);
    const alerts = await local.alerts();
    for (const job of ['two', 'three', 'four']) await postRefused(local, job, DEV);
    expect(attempts(local)).toEqual(tried);
    expect(await local.alerts()).toEqual(alerts);
    expect(bindingsOf(local)).toEqual([]);
    const findings = await local.findings();
    expect(findings.map(({ rule, state }) => `${rule} ${state}`).toSorted()).toEqual([
      'missing-act-as failed',
      'missing-token-creator failed',
    ]);
    expect(await tickets(local)).toEqual([['open', 'missing-act-as', 'missing-token-creator']]);
    expect((await local.ledger.tickets())[0]?.body).toContain(
      `${COULD_NOT} The Cloud Run service agent of payments-prod is not made yet: enable run.googleapis.com in payments-prod, then deploy again.`,
    );
  });
});
