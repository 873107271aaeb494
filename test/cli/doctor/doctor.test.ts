import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eraseObjectVersion, putObject } from '../../../sandbox/organization/buckets.ts';
import type { Broken } from './broken.ts';
import { BROKEN_DELIVERY } from './broken-delivery.ts';
import { BROKEN_DENIALS } from './broken-denials.ts';
import { BROKEN_IDENTITIES } from './broken-identities.ts';
import { BROKEN_KEEPING } from './broken-keeping.ts';
import { BROKEN_SERVICES } from './broken-services.ts';
import { type LocalDeployment, localDeployment, ORG } from './local-deployment.ts';

const EMAIL = (id: string) => `${id}@bailiff-prod.iam.gserviceaccount.com`;
const DEV = 'user:dev@example.com';

const BROKEN = [
  ...BROKEN_DELIVERY,
  ...BROKEN_IDENTITIES,
  ...BROKEN_DENIALS,
  ...BROKEN_KEEPING,
  ...BROKEN_SERVICES,
];

let local: LocalDeployment;
beforeEach(async () => {
  local = await localDeployment();
});
afterEach(() => local.close());

/** Several at once, since a look takes some hundred calls: no two of a round are about the same thing. */
function rounds(all: readonly Broken[]) {
  const made: Broken[][] = [];
  for (const one of all) {
    const free = made.find((round) => !round.some(({ about }) => about === one.about));
    if (free === undefined) made.push([one]);
    else free.push(one);
  }
  return made.map((broken) => ({ what: broken.map(({ what }) => what).join('; '), broken }));
}

function inOrder<T extends { readonly check: string; readonly about: string }>(all: readonly T[]) {
  return all.toSorted((a, b) => `${a.check} ${a.about}`.localeCompare(`${b.check} ${b.about}`));
}

describe('doctor', () => {
  it('finds nothing wrong with a deployment as infra makes it, and can tell all of it', async () => {
    const { ok, verdicts } = await local.look();
    expect(verdicts.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(ok).toBe(true);
    expect(verdicts.length).toBeGreaterThan(60);
  });

  it.each(rounds(BROKEN))(
    'says of each what mends it, and of nothing else: $what',
    async ({ broken }) => {
      for (const one of broken) one.break(local);
      const { ok, verdicts } = await local.look();
      const found = verdicts.filter(({ state }) => state !== 'ok');
      const expected = broken.map(({ check, about, says, mend }) => ({
        check,
        about,
        state: 'wrong',
        says: expect.stringMatching(says),
        mend,
      }));
      expect(inOrder(found)).toEqual(inOrder(expected));
      expect(ok).toBe(false);
    },
  );

  it('finds a missing sink in the check of it, and cannot tell who should publish then', async () => {
    local.remove(`${ORG}/sinks/bailiff`);
    const { verdicts } = await local.look();
    expect(verdicts.filter(({ state }) => state !== 'ok')).toMatchObject([
      { check: 'sink', state: 'wrong', mend: ['terraform apply'] },
      { check: 'topics', about: 'topic audit-events', state: 'unknown' },
    ]);
  });

  it('finds a permission that a role lost by the role and by what Policy Troubleshooter says', async () => {
    const name = `${ORG}/roles/bailiffSweeper`;
    const role = local.organization.roles.get(name);
    if (role === undefined) throw new Error('There is no such role.');
    local.organization.roles.set(name, { ...role, permissions: [] });
    const { verdicts } = await local.look();
    expect(verdicts.filter(({ state }) => state !== 'ok')).toMatchObject([
      { check: 'roles', says: 'It lacks cloudasset.assets.searchAllResources.' },
      {
        check: 'permissions',
        about: `${EMAIL('bailiff-sweep')} by bailiffSweeper`,
        state: 'wrong',
        says: expect.stringMatching(/^It lacks cloudasset.assets.searchAllResources\./),
      },
    ]);
  });

  it('finds a binding that is gone, and what its holder may no longer do', async () => {
    local.unbind(ORG, `${ORG}/roles/bailiffJobWriter`);
    const { verdicts } = await local.look();
    const line = `gcloud organizations add-iam-policy-binding 100000000001 --member=serviceAccount:${EMAIL('bailiff-job-writer')} --role=${ORG}/roles/bailiffJobWriter --condition=None`;
    expect(verdicts.filter(({ state }) => state !== 'ok')).toMatchObject([
      { check: 'grants', state: 'wrong', mend: [line] },
      { check: 'permissions', state: 'wrong', mend: [line] },
    ]);
  });

  it('wants the role granter bound by the condition of the deployment', async () => {
    const file = local.deploymentFile({ dedicatedAccountRoles: ['roles/logging.logWriter'] });
    const { verdicts } = await local.look({ deployment: file });
    const found = verdicts.filter(({ check, state }) => check === 'grants' && state !== 'ok');
    expect(found).toHaveLength(1);
    expect(found[0]?.mend).toEqual([
      `gcloud organizations add-iam-policy-binding 100000000001 --member=serviceAccount:${EMAIL('bailiff-role-granter')} --role=${ORG}/roles/bailiffRoleGranter --condition='^;^title=bailiff-dedicated-account-roles;expression=api.getAttribute('\\''iam.googleapis.com/modifiedGrantsByRole'\\'', []).hasOnly(['\\''roles/logging.logWriter'\\''])'`,
      `gcloud organizations remove-iam-policy-binding 100000000001 --member=serviceAccount:${EMAIL('bailiff-role-granter')} --role=${ORG}/roles/bailiffRoleGranter --all`,
    ]);
  });

  it('wants no writer to hold its role below the ceiling of approvals', async () => {
    const file = local.deploymentFile({ ceiling: 'ticket' });
    const { verdicts } = await local.look({ deployment: file });
    const found = verdicts.filter(({ check, state }) => check === 'grants' && state === 'wrong');
    expect(found.map(({ about }) => about)).toEqual([
      `${EMAIL('bailiff-job-writer')} on ${ORG}`,
      `${EMAIL('bailiff-account-writer')} on ${ORG}`,
      `${EMAIL('bailiff-role-granter')} on ${ORG}`,
    ]);
  });

  it('finds a policy that is refused, in which no group can be looked for', async () => {
    const text = 'apiVersion: bailiff/v1\nrules: { no-such-rule: { mode: ticket } }\n';
    putObject(local.organization, 'bailiff-prod-bailiff-policy', 'policy.yaml', text);
    const { verdicts } = await local.look();
    expect(verdicts.filter(({ state }) => state !== 'ok')).toMatchObject([
      {
        check: 'policy',
        state: 'wrong',
        says: expect.stringMatching(/last good one stays in force: 1 fault, the first in line 2/),
        mend: [
          'gcloud storage cp gs://bailiff-prod-bailiff-policy/policy.yaml policy.yaml',
          'npm run -s bailiff -- policy check policy.yaml --deployment deployment.yaml',
          'gcloud storage cp policy.yaml gs://bailiff-prod-bailiff-policy/policy.yaml',
        ],
      },
      { check: 'group-reading', state: 'unknown' },
    ]);
  });

  it('finds a policy that is not there', async () => {
    const bucket = local.organization.buckets.get('bailiff-prod-bailiff-policy');
    const [version] = bucket?.objects.get('policy.yaml') ?? [];
    eraseObjectVersion(
      local.organization,
      'bailiff-prod-bailiff-policy',
      'policy.yaml',
      version?.generation ?? '',
    );
    const { verdicts } = await local.look();
    expect(verdicts.filter(({ state }) => state !== 'ok')).toMatchObject([
      { check: 'policy', state: 'wrong', says: expect.stringMatching(/no policy file/) },
      { check: 'group-reading', state: 'unknown' },
    ]);
  });

  it('says of groups what it can: a group approves nothing', async () => {
    const file = local.deploymentFile({ approvers: ['group:leads@example.com'] });
    const { verdicts } = await local.look({ deployment: file });
    const found = verdicts.filter(({ check }) => check === 'group-reading');
    expect(found.filter(({ state }) => state !== 'ok')).toMatchObject([
      {
        check: 'group-reading',
        about: 'groups among the approvers',
        state: 'wrong',
        mend: ['approvers = ["user:NAME@DOMAIN"]'],
      },
    ]);
  });

  it('takes nothing for fine that the caller may not read', async () => {
    const { ok, verdicts } = await local.look({ as: DEV });
    expect(ok).toBe(false);
    // What nobody has to ask an API for.
    expect(verdicts.filter(({ state }) => state === 'ok').map(({ about }) => about)).toEqual([
      'groups among the approvers',
    ]);
    expect(verdicts.filter(({ state }) => state === 'wrong')).toEqual([]);
    expect(verdicts[0]?.says).toMatch(/^You lack .*logging\.sinks\.get/);
    for (const about of ['invokers of bailiff-notify', 'environment of bailiff-notify'])
      expect(verdicts.find((one) => one.about === about)?.says).toContain('run.services.get');
  });

  it('takes nothing for fine where nobody answers', async () => {
    await local.close();
    const { verdicts } = await local.look();
    expect([...new Set(verdicts.map(({ state }) => state))]).toEqual(['unknown', 'ok']);
    expect(verdicts.filter(({ state }) => state === 'ok').map(({ about }) => about)).toEqual([
      'groups among the approvers',
    ]);
    local = await localDeployment();
  });
});
