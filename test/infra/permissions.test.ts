import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readOrganizationFile } from '../../sandbox/organization/file.ts';
import google from '../../sandbox/roles.json' with { type: 'json' };
import { IDENTITIES } from '../../shared/permissions/identities.ts';
import { localOf, readConfiguration } from './configuration.ts';
import { accountsIn, type Bound, grantsIn } from './grants.ts';
import predefined from './predefined-roles.json' with { type: 'json' };
import { roleFaults } from './role-faults.ts';

const Roles = z.record(z.string(), z.object({ permissions: z.array(z.string()) }));

const infra = await readConfiguration('infra');
const custom = Object.fromEntries(
  Object.entries(Roles.parse(localOf(infra, 'roles'))).map(([id, role]) => [id, role.permissions]),
);
const file = readOrganizationFile('sandbox/organization.yaml');
const local = Object.fromEntries(
  Object.entries(file.organization.roles).filter(([id]) => id.startsWith('bailiff')),
);
const knownToGoogle = { ...google, ...predefined.roles };

const DECLARED = IDENTITIES.flatMap(({ account, grants }) =>
  grants.map(({ role, where }) => ({ account, role, where })),
);

describe('what infra/ gives to the identities', () => {
  it('is what they declare in shared/permissions, and nothing more', () => {
    expect(linesOf(grantsIn(infra))).toEqual(linesOf(DECLARED));
  });

  it('goes to the accounts that infra/ makes, and to agents of Google', () => {
    const accounts = IDENTITIES.map(({ account }) => account);
    expect(accounts.filter((one) => !one.startsWith('the ')).toSorted()).toEqual(
      accountsIn(infra).toSorted(),
    );
    expect(accounts.filter((one) => one.startsWith('the '))).toEqual([
      'the log sink',
      'the Cloud Scheduler service agent',
      'the Pub/Sub service agent',
    ]);
  });

  it('holds, role by role, what is declared', () => {
    expect(roleFaults({ ...knownToGoogle, ...custom }, IDENTITIES)).toEqual([]);
  });

  it('gives evaluate no more than it declares but for the role that it shares with remediate', () => {
    const more = IDENTITIES.flatMap(({ account, grants }) =>
      grants.flatMap(({ role, uses }) =>
        (custom[role] ?? [])
          .filter((held) => !uses.some(({ permission }) => permission === held))
          .map((held) => `${account}: ${held}`),
      ),
    );
    expect(more).toEqual(['bailiff-evaluate: iam.serviceAccounts.list']);
  });
});

describe('what the local organization gives to the same identities', () => {
  it('is what they declare, as far as it has such resources', () => {
    const has = ({ where }: Bound) =>
      where === 'organization' ||
      where.startsWith('bucket') ||
      /^account bailiff-(?!push)/.test(where);
    expect(linesOf(localGrants())).toEqual(linesOf(DECLARED.filter(has)));
  });

  it('holds, role by role, what is declared', () => {
    expect(roleFaults({ ...knownToGoogle, ...local }, IDENTITIES)).toEqual([]);
  });
});

describe('a role that is not what is declared', () => {
  const all: Readonly<Record<string, readonly string[]>> = { ...knownToGoogle, ...custom };
  const before = roleFaults(all, IDENTITIES);
  /** What is wrong once one role holds this. */
  const faultsOf = (role: string, held: readonly string[]) =>
    roleFaults({ ...all, [role]: held }, IDENTITIES).filter((fault) => !before.includes(fault));

  it('is told by each permission that was taken from it, with who needs it and why', () => {
    for (const [role, held] of Object.entries(custom))
      for (const permission of held) {
        const faults = faultsOf(
          role,
          held.filter((one) => one !== permission),
        );
        expect(faults.length).toBeGreaterThan(0);
        for (const fault of faults)
          expect(fault).toMatch(
            new RegExp(`^${role} lacks ${permission}, which bailiff-[a-z-]+ needs: `),
          );
      }
  });

  it('is told in these words', () => {
    expect(faultsOf('bailiffSweeper', [])).toEqual([
      'bailiffSweeper lacks cloudasset.assets.searchAllResources, which bailiff-sweep needs: Lists every Cloud Run job of the organization. Without it: The sweep fails and is delivered again until it is a dead letter, which raises an alert; jobs that no event tells of stay unknown.',
    ]);
    const wider = [...(all['bailiffJobWriter'] ?? []), 'run.jobs.delete'];
    expect(faultsOf('bailiffJobWriter', wider)).toEqual([
      'bailiffJobWriter holds run.jobs.delete, which nobody declares.',
    ]);
  });

  it('is told when a role of Google does not hold what rests on it', () => {
    expect(faultsOf('roles/pubsub.subscriber', [])).toEqual([
      'roles/pubsub.subscriber lacks pubsub.subscriptions.consume, which the Pub/Sub service agent needs: Takes a dead letter off the subscription that it came from. Without it: A dead letter is pushed again and again.',
    ]);
  });
});

function localGrants(): readonly Bound[] {
  const { organization, projects } = file;
  const own = projects.find(({ id }) => id === 'bailiff-prod');
  const places = [
    { where: 'organization', bindings: organization.bindings },
    ...projects.map(({ id, bindings }) => ({ where: `project ${id}`, bindings })),
    ...Object.entries(own?.accountBindings ?? {}).map(([email, bindings]) => ({
      where: `account ${email.split('@')[0]}`,
      bindings,
    })),
    ...(own?.buckets ?? []).map(({ bindings }) => ({ where: 'bucket of the policy', bindings })),
  ];
  return places.flatMap(({ where, bindings }) =>
    bindings.flatMap(({ role, members }) =>
      members.flatMap((member) => {
        const account = /^serviceAccount:(bailiff-[a-z-]+)@bailiff-prod\./.exec(member)?.[1];
        const id = role.replace(/^organizations\/\d+\/roles\//, '');
        return account === undefined ? [] : [{ account, role: id, where }];
      }),
    ),
  );
}

function linesOf(grants: readonly Bound[]): readonly string[] {
  return grants.map(({ account, role, where }) => `${account} has ${role} on ${where}`).toSorted();
}
