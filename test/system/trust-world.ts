import fc from 'fast-check';
import type { OrganizationFile } from '../../sandbox/organization/file.ts';
import { MODES } from '../../shared/domain/mode.ts';

export const PROJECTS = { 'payments-prod': '310000000001', 'data-dev': '310000000002' } as const;
const RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const SHARED = 'shared-runtime@identity-prod.iam.gserviceaccount.com';
const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';
export const ACCOUNTS = [RUNTIME, SHARED, REPORTS];
const DEPLOYERS = ['user:dev@example.com', 'user:ops@example.com', 'user:ci@example.com'];
/** Of a domain that is none of the deployment's; no policy can name him, but the trusted group holds him. */
export const FOREIGNER = 'user:eve@example.net';
const TEAM = 'group:team@example.com';
export const USER = 'roles/iam.serviceAccountUser';
export const MINT = 'roles/iam.serviceAccountTokenCreator';

const GRANTS: ('grant-token-creator' | 'grant-act-as')[] = ['grant-token-creator', 'grant-act-as'];

/** The Cloud Run service agent of the project, as a member. */
export function agentOf(project: keyof typeof PROJECTS): string {
  return `serviceAccount:service-${PROJECTS[project]}@serverless-robot-prod.iam.gserviceaccount.com`;
}

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const one = <T>(values: readonly T[]) => fc.constantFrom(...values);
const mostly = <T, U>(value: T, others: fc.Arbitrary<U>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, others);
const projects = Object.keys(PROJECTS) as (keyof typeof PROJECTS)[];

const trust = fc.array(
  fc.record({
    projects: mostly(projects, some(projects)),
    accounts: mostly(ACCOUNTS, some(ACCOUNTS)),
    deployers: fc.subarray([...DEPLOYERS, TEAM]),
    restore: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
);
const binding = fc.record(
  {
    role: one([USER, MINT]),
    members: some([
      ...DEPLOYERS,
      FOREIGNER,
      TEAM,
      'user:admin@example.com',
      ...projects.map(agentOf),
    ]),
    condition: one(['2020', '2090']).map((year) => ({
      title: 'until',
      expression: `request.time < timestamp("${year}-01-01T00:00:00Z")`,
    })),
  },
  { requiredKeys: ['role', 'members'] },
);
const deploy = fc.record({
  kind: fc.constant('deploy' as const),
  as: mostly('user:dev@example.com', one([...DEPLOYERS, FOREIGNER])),
  project: one(projects),
  account: mostly(RUNTIME, one(ACCOUNTS)),
});
/** Of the account that was deployed with last, where `account` is left out. */
const on = { account: fc.option(one(ACCOUNTS), { nil: undefined }) };
const act = fc.oneof(
  { weight: 5, arbitrary: deploy },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('again' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('revoke' as const), ...on, role: one([USER, MINT]) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      ...on,
      role: one([USER, MINT, 'roles/viewer']),
    }),
  },
  fc.record({ kind: fc.constant('disable' as const), ...on }),
);
/** How many messages are delivered before the next act. */
const deliveries = mostly('all' as const, fc.nat(6));
export type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
export type Deploy = Extract<Act, { kind: 'deploy' }>;
type Deliveries = typeof deliveries extends fc.Arbitrary<infer T> ? T : never;

/** Whoever was denied a deploy tries again, and then somebody takes from Cloud Run what that takes. */
const taken: fc.Arbitrary<[Act, Deliveries][]> = deploy.map((wanted) => [
  [wanted, 'all'],
  [{ kind: 'again' }, 'all'],
  [{ kind: 'revoke', account: undefined, role: MINT }, 'all'],
]);
const acts = fc
  .tuple(
    fc.oneof(taken, fc.constant([])),
    fc.array(fc.tuple(act, deliveries), { minLength: 1, maxLength: 5 }),
  )
  .map((parts) => parts.flat());

/** A policy, an organization, and what people do there. */
export const world = fc.record({
  trust,
  mode: mostly('remediate' as const, one(MODES)),
  actAsMode: mostly('remediate' as const, one(MODES)),
  ceiling: mostly('remediate' as const, fc.constant('approve' as const)),
  actions: mostly(GRANTS, fc.subarray(GRANTS)),
  bindings: fc.dictionary(one(ACCOUNTS), fc.array(binding, { maxLength: 3 })),
  constraint: mostly('off' as const, fc.constant('enforced' as const)),
  acts,
  picks: fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
});
export type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

export function policyOf({ trust: entries, mode, actAsMode }: World): string {
  return JSON.stringify({
    apiVersion: 'bailiff/v1',
    limits: { remediationsPerHour: 1000, remediationsPerHourPerProject: 500 },
    rules: {
      'missing-token-creator': { mode },
      'missing-act-as': { mode: actAsMode },
      'cross-project-use-disabled': { mode: 'ticket' },
      'service-account-unusable': { mode: 'ticket' },
    },
    trust: entries,
  });
}

export function furnish(file: OrganizationFile, made: World): void {
  file.groups['team@example.com'] = ['user:ops@example.com', FOREIGNER];
  const identity = file.projects.find(({ id }) => id === 'identity-prod');
  if (identity === undefined) throw new Error('There is no identity-prod.');
  identity.accounts.push('shared-runtime');
  identity.policies['iam.disableCrossProjectServiceAccountUsage'] = made.constraint;
  for (const project of file.projects) {
    if (project.id in PROJECTS)
      project.bindings.push({
        role: 'roles/run.developer',
        members: ['user:ops@example.com', FOREIGNER],
      });
    for (const account of ACCOUNTS)
      if (account.endsWith(`@${project.id}.iam.gserviceaccount.com`))
        project.accountBindings[account] = made.bindings[account] ?? [];
  }
}

/** A world in which Bailiff grants both, a job is then there, and what it needs is taken from under it. */
export const TAKEN: World = {
  trust: [
    {
      projects: ['payments-prod'],
      accounts: [RUNTIME],
      deployers: ['user:dev@example.com'],
      restore: false,
    },
  ],
  mode: 'remediate',
  actAsMode: 'remediate',
  ceiling: 'remediate',
  actions: GRANTS,
  bindings: {},
  constraint: 'off',
  acts: [
    [
      { kind: 'deploy', as: 'user:dev@example.com', project: 'payments-prod', account: RUNTIME },
      'all',
    ],
    [{ kind: 'again' }, 'all'],
    [{ kind: 'revoke', account: RUNTIME, role: MINT }, 'all'],
  ],
  picks: fc.stream(repeated(0.5)),
};

function* repeated(value: number): IterableIterator<number> {
  for (;;) yield value;
}
