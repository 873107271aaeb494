import { describe, expect, it, onTestFinished } from 'vitest';
import type { OrganizationFile } from '../../sandbox/organization/file.ts';
import { homeOf, RUNTIME } from './denied-deploys.ts';
import { type Local, startLocal } from './local.ts';

const DEV = 'user:dev@example.com';
const AGENT = 'serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com';
const USER_ROLE = 'roles/iam.serviceAccountUser';
const MINT_ROLE = 'roles/iam.serviceAccountTokenCreator';
const BINDINGS = [
  { role: USER_ROLE, members: [DEV] },
  { role: MINT_ROLE, members: [AGENT] },
];
const TEAM = 'runtime-users@example.com';
const TEAM_BINDINGS = [USER_ROLE, MINT_ROLE].map((role) => ({ role, members: [`group:${TEAM}`] }));

async function started(edit: (file: OrganizationFile) => void): Promise<Local> {
  const local = await startLocal({ edit });
  onTestFinished(local.close);
  return local;
}

function folderOf({ folders }: OrganizationFile) {
  const [folder] = folders;
  if (folder === undefined) throw new Error('There is no folder.');
  return folder;
}

/** A group that holds the deployer, and through another group the service agent. */
function makeTeam(file: OrganizationFile): void {
  file.groups = { [TEAM]: [DEV, 'group:agents@example.com'], 'agents@example.com': [AGENT] };
}

describe('a deploy under an account of another project', () => {
  it.each([
    ['the folder of the account’s project', (file) => folderOf(file).bindings.push(...BINDINGS)],
    ['the organization', ({ organization }) => organization.bindings.push(...BINDINGS)],
    [
      'a group on the account',
      (file) => {
        makeTeam(file);
        homeOf(file).accountBindings = { [RUNTIME]: TEAM_BINDINGS };
      },
    ],
    [
      'a group on the folder',
      (file) => {
        makeTeam(file);
        folderOf(file).bindings.push(...TEAM_BINDINGS);
      },
    ],
  ] as readonly [string, (file: OrganizationFile) => void][])(
    'works at once where both permissions come from %s, and Bailiff writes nothing',
    async (_place, edit) => {
      const local = await started(edit);
      const before = local.allowPolicy(`serviceAccounts/${local.account(RUNTIME)?.uniqueId}`);
      await local.create('nightly', { account: RUNTIME });
      await local.settled();
      expect(local.runsAs('nightly')).toBe(RUNTIME);
      expect(await local.ledger.counts()).toMatchObject({ compliant: 1 });
      expect(await local.findings()).toEqual([]);
      expect(await local.ledger.tickets()).toEqual([]);
      expect(await local.alerts()).toEqual([]);
      expect(local.writes()).toEqual([]);
      expect(local.allowPolicy(`serviceAccounts/${local.account(RUNTIME)?.uniqueId}`)).toEqual(
        before,
      );
    },
  );

  it('that lacks one of them gets that one alone, where the other is inherited from the folder', async () => {
    const local = await started((file) =>
      folderOf(file).bindings.push({ role: MINT_ROLE, members: [AGENT] }),
    );
    await expect(local.create('nightly', { account: RUNTIME })).rejects.toThrow(
      /Permission 'iam\.serviceaccounts\.actAs' denied on service account batch-runtime@/,
    );
    await local.settled();
    const uniqueId = local.account(RUNTIME)?.uniqueId;
    expect(local.allowPolicy(`serviceAccounts/${uniqueId}`)?.bindings).toEqual([
      { role: USER_ROLE, members: [DEV] },
    ]);
    expect((await local.findings()).map(({ rule, state }) => [rule, state])).toEqual([
      ['missing-act-as', 'remediated'],
    ]);
    expect(local.writes()).toHaveLength(1);
    await local.create('nightly', { account: RUNTIME });
    expect(local.runsAs('nightly')).toBe(RUNTIME);
  });
});
