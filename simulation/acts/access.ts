import { withMember } from '../../shared/domain/iam-policy.ts';
import { person } from '../person.ts';
import { ADMIN, BOSS, DEV, OPS, PROJECT_IDS, PROJECTS, REPORTS, RUNTIME } from '../setting.ts';
import type { World } from '../world.ts';

const USER = 'roles/iam.serviceAccountUser';
const MINT = 'roles/iam.serviceAccountTokenCreator';

function accountPath(email: string): string {
  const [, project = ''] = /@(.+)\.iam\.gserviceaccount\.com$/.exec(email) ?? [];
  return `/v1/projects/${project}/serviceAccounts/${email}`;
}

/** An account that jobs use, those that Bailiff made included. */
function anyAccount({ random, organization }: World): string {
  const used = [...organization.jobs.values()]
    .map(({ body }) => body.template?.template?.serviceAccount ?? '')
    .filter((email) => email.endsWith('.iam.gserviceaccount.com'));
  return random.pick([RUNTIME, RUNTIME, REPORTS, ...used]);
}

/** Takes one role from everybody who holds it without a condition. */
export async function revoke(world: World): Promise<void> {
  const role = world.random.pick([USER, MINT]);
  await person(world, ADMIN).edit(accountPath(anyAccount(world)), (policy) => ({
    ...policy,
    bindings: (policy.bindings ?? []).filter(
      (one) => one.role !== role || one.condition !== undefined,
    ),
  }));
}

export async function grant(world: World): Promise<void> {
  const { random } = world;
  const role = random.pick([USER, MINT, 'roles/viewer']);
  const agents = Object.values(PROJECTS).map(
    (number) => `serviceAccount:service-${number}@serverless-robot-prod.iam.gserviceaccount.com`,
  );
  const member = random.pick([DEV, OPS, BOSS, ...agents]);
  await person(world, ADMIN).edit(accountPath(anyAccount(world)), (policy) =>
    withMember(policy, role, member),
  );
}

/** Somebody's own project role, so that the policy is another when Bailiff writes it. */
export async function grantOnProject(world: World): Promise<void> {
  const project = world.random.pick(PROJECT_IDS);
  await person(world, ADMIN).edit(`/v3/projects/${project}`, (policy) =>
    withMember(policy, 'roles/viewer', world.random.pick([DEV, OPS, BOSS])),
  );
}

export async function disable(world: World): Promise<void> {
  const path = accountPath(anyAccount(world));
  await person(world, ADMIN).call('POST', `${path}:disable`, {});
  if (world.random.chance(0.7))
    world.scheduler.after(world.random.below(40 * 60_000), () => {
      void person(world, ADMIN).call('POST', `${path}:enable`, {});
    });
}

/** Deletes an account; another one is made under its address, or not. */
export async function replace(world: World): Promise<void> {
  const email = anyAccount(world);
  const { ok } = await person(world, ADMIN).call('DELETE', accountPath(email));
  if (!ok || world.random.chance(0.4)) return;
  const [accountId = ''] = email.split('@');
  const path = accountPath(email).replace(/\/[^/]+$/, '');
  await person(world, ADMIN).call('POST', path, { accountId, serviceAccount: {} });
}

/** Enforces the constraint that keeps other projects from using identity-prod's accounts, or lifts it. */
export async function constrain(world: World): Promise<void> {
  const name = 'projects/identity-prod/policies/iam.disableCrossProjectServiceAccountUsage';
  const policy = { name, spec: { rules: [{ enforce: world.random.chance(0.5) }] } };
  await person(world, ADMIN).call('PATCH', `/v2/${name}`, policy);
}
