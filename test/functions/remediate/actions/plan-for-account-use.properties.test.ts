import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowAccountUse } from '../../../../functions/remediate/actions/allow-account-use.ts';
import type { Condition, ConditionId } from '../../../../shared/domain/diagnosis.ts';
import type { Plan } from '../../../../shared/domain/plan.ts';
import { principalText } from '../../../../shared/domain/principal.ts';
import type { TrustEntry } from '../../../../shared/policy/policy.ts';
import { attemptedSubject } from '../../../fixtures/attempted-subject.ts';
import { crossProjectDiagnosis } from '../../../fixtures/diagnosis.ts';
import { exampleDeployment } from '../../../fixtures/example-policy.ts';
import { liveSubject } from '../../../fixtures/live-subject.ts';

const BATCH = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const OTHER = 'other-runtime@identity-prod.iam.gserviceaccount.com';
const AGENT = 'serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com';

const principals = fc.constantFrom(
  { kind: 'user', email: 'dev@example.com' } as const,
  { kind: 'user', email: 'mallory@example.org' } as const,
  { kind: 'service-account', email: 'ci@payments-prod.iam.gserviceaccount.com' } as const,
  {
    kind: 'service-agent',
    email: 'service-1@gcp-sa-cloudbuild.iam.gserviceaccount.com',
  } as const,
  {
    kind: 'federated',
    subject: 'principal://iam.googleapis.com/projects/1/x/subject/dev',
  } as const,
);
const entries: fc.Arbitrary<TrustEntry> = fc.record({
  projects: fc.subarray(['payments-prod', 'data-dev'], { minLength: 1 }),
  accounts: fc
    .subarray([BATCH, OTHER], { minLength: 1 })
    .chain((emails) =>
      fc.tuple(
        ...emails.map((email) =>
          fc.record({ email: fc.constant(email), uniqueId: fc.constantFrom(undefined, '3') }),
        ),
      ),
    ),
  deployers: fc.subarray([
    'user:dev@example.com',
    'user:mallory@example.org',
    'serviceAccount:ci@payments-prod.iam.gserviceaccount.com',
    'group:team@example.com',
  ]),
  restore: fc.boolean(),
});
const states = fc.constantFrom<Condition['state']>(
  'holds',
  'holds',
  'holds',
  'missing',
  'missing',
  'missing',
  'unknown',
);
const worlds = fc.record({
  trust: fc.array(entries, { maxLength: 4 }),
  email: fc.constantFrom(BATCH, OTHER),
  uniqueId: fc.constantFrom(undefined, '3', '4'),
  principal: principals,
  live: fc.boolean(),
  states: fc.record({
    'account-usable': fc.oneof(
      { weight: 5, arbitrary: fc.constant<Condition['state']>('holds') },
      { weight: 1, arbitrary: fc.constantFrom<Condition['state']>('missing', 'unknown') },
    ),
    'act-as': states,
    'token-minting': states,
    'cross-project-use': states,
  }),
  trustAccounts: fc.subarray([BATCH, OTHER]),
});
type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

/** What is planned for a world in which judging let everything through. */
async function plannedIn(world: World) {
  const { trust, email, uniqueId, principal, live } = world;
  const account = { email, project: 'identity-prod', uniqueId, state: 'enabled' } as const;
  const deployer = principalText(principal);
  const diagnosis = crossProjectDiagnosis(world.states, { account, deployer });
  return allowAccountUse.plan(
    {
      subject: live ? { ...liveSubject(), diagnosis } : attemptedSubject({ diagnosis }),
      evidence: { kind: 'account-use', diagnosis, denial: 'act-as', withheld: false },
      decision: {
        mode: 'remediate',
        wanted: 'remediate',
        because: [],
        exemption: undefined,
        action: undefined,
        remediateExecuted: false,
        policyDigest: '',
      },
      decisionId: 'decision',
      others: [],
      principal,
      policy: { trust, domains: ['example.com'] },
      deployment: exampleDeployment({ trustAccounts: world.trustAccounts }),
      at: '2026-11-22T10:00:00Z',
    },
    {
      ledger: { remediationsOn: async () => [] },
      accounts: { policy: async () => ({}) },
      ownOrgPolicies: { read: async () => undefined },
      readers: {
        organization: 'organizations/100000000001',
        projects: {
          get: async (id) => ({ id, number: '310000000003' }),
          ancestors: async () => ['organizations/100000000001'],
          holdsOnOrganization: async () => [],
        },
      },
    },
  );
}

const STEP_OF: Readonly<Partial<Record<ConditionId, string>>> = {
  'act-as': 'grant-act-as',
  'token-minting': 'grant-token-creator',
  'cross-project-use': 'allow-cross-project-use',
};

/** Whether one entry names the job's project, this very account, and, where it is a deployer's, the member. */
function named({ trust, email, uniqueId }: World, member?: string): boolean {
  const pinned = trust.some(({ accounts }) =>
    accounts.some((one) => one.email === email && one.uniqueId !== undefined),
  );
  return trust.some(
    ({ projects, accounts, deployers }) =>
      projects.includes('payments-prod') &&
      accounts.some((one) => one.email === email) &&
      (!pinned || uniqueId === '3') &&
      (member === undefined || deployers.includes(member)),
  );
}

describe('a plan for the use of an account, over trusts, diagnoses and deployers', () => {
  it('grants nothing that trust does not name, and just what the diagnosis says is missing', async () => {
    let plans = 0;
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { plan } = await plannedIn(world);
        if (plan === undefined) return;
        plans += 1;
        expect(named(world)).toBe(true);
        expect(world.trustAccounts).toContain(world.email);
        expect(wrongIn(plan, world)).toEqual([]);
        expect(kindsOf(plan)).toEqual(wantedKinds(world));
        expect(plan.steps.at(-1)?.kind).toBe('verify-access');
      }),
      { numRuns: 5000 },
    );
    expect(plans).toBeGreaterThan(50);
  });

  it('is never made on what is unknown, nor of a part of what is missing', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { plan } = await plannedIn(world);
        const asked = Object.entries(world.states).filter(
          ([id]) => !(world.live && id === 'act-as'),
        );
        const barred = asked.some(
          ([id, state]) => state === 'unknown' || (id === 'account-usable' && state === 'missing'),
        );
        if (barred) expect(plan).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });
});

/** Steps that grant somebody or something that nobody named. */
function wrongIn({ steps }: Plan, world: World) {
  const isDiagnosed = (on: { readonly account: string; readonly uniqueId?: string }) =>
    on.account === world.email && on.uniqueId !== undefined && on.uniqueId === world.uniqueId;
  return steps.filter((step) => {
    switch (step.kind) {
      case 'grant-act-as': {
        const own = `${world.principal.kind === 'user' ? 'user' : 'serviceAccount'}:${principalText(world.principal)}`;
        const its = step.member === own || step.member.startsWith('group:');
        return !isDiagnosed(step) || !its || !named(world, step.member);
      }
      case 'grant-token-creator':
        return !isDiagnosed(step) || step.member !== AGENT;
      case 'allow-cross-project-use':
        return step.project !== 'identity-prod';
      default:
        return step.kind !== 'verify-access' || !isDiagnosed(step);
    }
  });
}

function kindsOf({ steps }: Plan): readonly string[] {
  return [...new Set(steps.map(({ kind }) => kind))]
    .filter((kind) => kind !== 'verify-access')
    .sort();
}

function wantedKinds({ states, live }: World): readonly string[] {
  return Object.entries(states)
    .flatMap(([id, state]) =>
      state === 'missing' && !(live && id === 'act-as') ? [STEP_OF[id as ConditionId] ?? id] : [],
    )
    .sort();
}
