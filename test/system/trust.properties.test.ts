import fc from 'fast-check';
import { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js';
import { describe, expect, test } from 'vitest';
import type { Deployment } from '../../shared/domain/deployment.ts';
import { type Binding, withMember } from '../../shared/domain/iam-policy.ts';
import { serviceAccounts } from '../../shared/gcp/service-accounts.ts';
import { googleapisOptions } from '../fixtures/googleapis-options.ts';
import { createJob } from '../shared/gcp/local-apis.ts';
import { tries } from '../thorough.ts';
import { type TrustOracle, trustOracle } from './trust-oracle.ts';
import {
  ACCOUNTS,
  type Act,
  type Deploy,
  furnish,
  policyOf,
  TAKEN,
  type World,
  world,
} from './trust-world.ts';
import { type WholeBailiff, wholeBailiff } from './whole-bailiff.ts';

const RUNS = tries(40, 100);
const ADMIN = 'user:admin@example.com';

describe('whatever is deployed, revoked and delivered in any order', () => {
  test('Bailiff grants what trust names to whom a deploy was denied, and takes no binding from anybody', async () => {
    let granted = 0;
    let takenFromUnder = 0;
    await fc.assert(
      fc.asyncProperty(world, async (made) => {
        const whole = await wholeBailiff({
          policy: policyOf(made),
          deployment: {
            ceiling: made.ceiling,
            actions: made.actions,
            trustAccounts: ACCOUNTS,
          } satisfies Partial<Deployment>,
          edit: (file) => furnish(file, made),
        });
        try {
          const run = await check(whole, made);
          granted += run.granted;
          takenFromUnder += run.takenFromUnder;
        } finally {
          await whole.close();
        }
      }),
      { numRuns: RUNS, examples: [[TAKEN]] },
    );
    expect(granted).toBeGreaterThan(0);
    expect(takenFromUnder).toBeGreaterThan(0);
  }, 600_000);
});

/** One world on its way, and what is known of it besides its state. */
interface Course {
  readonly whole: WholeBailiff;
  /** All grants that people made and nobody took back. */
  readonly expected: Set<string>;
  readonly oracle: TrustOracle;
  last: Deploy | undefined;
  jobs: number;
}

/** Runs the world to its end, and looks after every act. */
async function check(whole: WholeBailiff, made: World) {
  const pick = () => made.picks.next().value ?? 0;
  const oracle = trustOracle(made);
  const course: Course = { whole, expected: snapshot(whole), oracle, last: undefined, jobs: 0 };
  let granted = 0;
  for (const [act, deliveries] of [...made.acts, [undefined, 'all'] as const]) {
    if (act !== undefined) await perform(act, course);
    if (deliveries === 'all') await whole.settle(pick);
    else await whole.some(deliveries, pick);
    granted = compare(course);
    if (deliveries === 'all') oracle.delivered();
  }
  return { granted, takenFromUnder: oracle.takenFromUnder() };
}

/** Answers how many bindings Bailiff added that still stand. */
function compare({ whole, expected, oracle }: Course): number {
  const now = snapshot(whole);
  expect([...expected].filter((grant) => !now.has(grant))).toEqual([]);
  const added = [...now].filter((grant) => !expected.has(grant));
  const allowed = new Set(
    oracle
      .allowed()
      .map(({ account, role, member }) => grantText(keyOf(whole, account), role, member)),
  );
  expect(added.filter((grant) => !allowed.has(grant))).toEqual([]);
  return added.length;
}

/** Every member of every binding anywhere, with its condition, as one text. */
function snapshot({ apis }: WholeBailiff): Set<string> {
  const grants = new Set<string>();
  for (const [key, versions] of apis.organization.policies)
    for (const { role, members, condition } of versions.at(-1)?.policy.bindings ?? [])
      for (const member of members) grants.add(grantText(key, role, member, condition));
  for (const [key, constraints] of apis.organization.constraints)
    for (const [constraint, enforced] of constraints)
      grants.add(`${key} ${constraint} ${enforced}`);
  return grants;
}

function grantText(key: string, role: string, member: string, condition?: Binding['condition']) {
  const { title, expression } = condition ?? {};
  return [key, role, member, condition === undefined ? '' : `${title}: ${expression}`].join(' ');
}

function keyOf({ apis }: WholeBailiff, email: string): string {
  const account = [...apis.organization.accounts.values()].find((each) => each.email === email);
  return `serviceAccounts/${account?.uniqueId}`;
}

async function perform(act: Act, course: Course): Promise<void> {
  const { whole, expected, oracle, last } = course;
  if (act.kind === 'deploy') return deploy(act, course);
  if (act.kind === 'again') return last === undefined ? undefined : deploy(last, course);
  const account = act.account ?? last?.account ?? ACCOUNTS[0] ?? '';
  if (act.kind === 'disable') return disable(whole, account);
  const accounts = serviceAccounts(whole.apis.as(ADMIN));
  const key = keyOf(whole, account);
  const policy = await accounts.policy(account);
  const { role } = act;
  if (act.kind === 'add') {
    expected.add(grantText(key, role, ADMIN));
    await accounts.setPolicy(account, withMember(policy, role, ADMIN));
    return;
  }
  oracle.revoked(account, role);
  for (const text of expected) if (text.startsWith(`${key} ${role} `)) expected.delete(text);
  const bindings = (policy.bindings ?? []).filter((each) => each.role !== role);
  await accounts.setPolicy(account, { ...policy, bindings });
}

/** Refused more often than not, which is what is tried here. */
async function deploy(wanted: Deploy, course: Course): Promise<void> {
  const { as, project, account } = wanted;
  course.last = wanted;
  course.jobs += 1;
  try {
    await createJob(course.whole.apis, `job${course.jobs}`, {
      as,
      project,
      serviceAccount: account,
    });
    course.oracle.deployed(wanted);
  } catch (error) {
    // Who may not deploy at all is owed nothing.
    if (!String(error).includes("'run.jobs.")) course.oracle.denied(wanted);
  }
}

async function disable({ apis }: WholeBailiff, email: string): Promise<void> {
  const iam = new iam_v1.Iam(googleapisOptions(apis.apiRoot, ADMIN));
  const project = email.slice(email.indexOf('@') + 1).split('.')[0];
  await iam.projects.serviceAccounts.disable({
    name: `projects/${project}/serviceAccounts/${email}`,
    requestBody: {},
  });
}
