import { afterEach, describe, expect, it } from 'vitest';
import type { OrganizationFile } from '../../../sandbox/organization/file.ts';
import { type Accessing, accessing, BATCH, DEV } from './accessing.ts';

interface Refusal {
  readonly title: string;
  readonly edit: (file: OrganizationFile) => void;
  readonly because: string;
}

const projectOf = ({ projects }: OrganizationFile, id: string) => {
  const project = projects.find((one) => one.id === id);
  if (project === undefined) throw new Error(`There is no project ${id}.`);
  return project;
};
const FULL = Array.from({ length: 1500 }, (_, index) => `user:u${index}@example.com`);
const TAKEN_BACK = `${DEV} may no longer act as ${BATCH}.`;

const REFUSALS: readonly Refusal[] = [
  {
    title: 'the service agent of the project is not made yet',
    edit: (file) => {
      projectOf(file, 'payments-prod').services = ['iam.googleapis.com'];
    },
    because: `The remediation failed. Service account service-310000000001@serverless-robot-prod.iam.gserviceaccount.com does not exist. Google makes this service agent when Cloud Run is enabled: enable run.googleapis.com in project 310000000001, then deploy again. ${TAKEN_BACK}`,
  },
  {
    title: 'members are restricted to other domains',
    edit: ({ organization }) => {
      organization.policyMemberDomains = ['example.org'];
    },
    because:
      "The remediation failed. One or more users named in the policy do not belong to a permitted customer. The organization policy constraints/iam.allowedPolicyMemberDomains forbids it: ask whoever keeps that policy for an exception, or take out of Bailiff's policy what asks for this.",
  },
  {
    title: 'the policy of the account holds 1,500 members',
    edit: (file) => {
      projectOf(file, 'identity-prod').accountBindings = {
        [BATCH]: [{ role: 'roles/viewer', members: FULL }],
      };
    },
    because:
      'The remediation failed. The number of members in the policy (1,501) is larger than the maximum allowed size 1,500. Take members out of that policy that nobody needs, or put them into a group, then deploy again.',
  },
  {
    title: "Bailiff's own writer lacks the right",
    edit: ({ organization }) => {
      organization.roles['bailiffAccountWriter'] = ['iam.serviceAccounts.getIamPolicy'];
    },
    because: `The remediation failed. Permission 'iam.serviceAccounts.setIamPolicy' denied on resource (or it may not exist). Bailiff's own identities lack a right on iam.googleapis.com, or a deny policy takes it away: compare their roles with docs/remediation.md.`,
  },
];

describe('a grant that Google refuses because', () => {
  let world: Accessing;
  afterEach(() => world.close());

  it.each(REFUSALS)(
    '$title fails once, says why and what to do, and is taken back',
    async ({ edit, because }) => {
      world = await accessing({ edit });
      const before = world.bindings();
      const messages = await world.denied();
      for (const message of messages) await world.deliver(message);
      const findings = await world.findings();
      expect(findings['missing-act-as']).toMatchObject({ state: 'failed', wayBack: [] });
      expect(findings['missing-token-creator']).toMatchObject({ state: 'failed', wayBack: [] });
      expect(findings['missing-act-as']?.decision.because.at(-1)).toBe(because);
      expect(findings['missing-token-creator']?.history.map(({ what }) => what)).toContain(because);
      expect(world.bindings()).toEqual(before);
      const remediations = await world.ledger().remediationsOn(BATCH);
      expect(remediations.map(({ outcome }) => outcome)).toEqual([
        { kind: 'failed', retryable: false, because },
      ]);
      expect((await world.ledger().alerts()).map(({ kind, count }) => [kind, count])).toEqual([
        ['remediation-failed', 1],
      ]);
    },
  );

  it('it may not be is not asked for again by each further denied deploy within the hour', async () => {
    world = await accessing({ edit: REFUSALS[0]?.edit ?? (() => {}) });
    for (let deploy = 0; deploy < 5; deploy += 1)
      for (const message of await world.denied({ name: `cp-${deploy}` }))
        await world.deliver(message);
    expect(await world.ledger().remediationsOn(BATCH)).toHaveLength(1);
    expect(await world.ledger().alerts()).toHaveLength(1);
    const { ['missing-act-as']: finding } = await world.findings();
    expect(finding).toMatchObject({ state: 'failed', occurrences: 5 });
    expect(finding?.decision.because.at(-1)).toMatch(
      /^The same was tried within the last hour and is not tried again so soon\. The remediation failed\. Service account /,
    );
    world.apis.organization.projects.get('payments-prod')?.services.add('run.googleapis.com');
    world.advance(60 * 60 + 1);
    for (const message of await world.denied()) await world.deliver(message);
    expect(world.bindings()).toHaveLength(2);
  });
});
