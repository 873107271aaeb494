import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../../../functions/remediate/actions/action.ts';
import { allowAccountUse } from '../../../../functions/remediate/actions/allow-account-use.ts';
import type { ConditionId, Diagnosis } from '../../../../shared/domain/diagnosis.ts';
import type { FindingId } from '../../../../shared/domain/finding.ts';
import { fullResourceName } from '../../../../shared/domain/resource.ts';
import type { Subject } from '../../../../shared/domain/subject.ts';
import { attemptedSubject } from '../../../fixtures/attempted-subject.ts';
import { crossProjectDiagnosis } from '../../../fixtures/diagnosis.ts';
import { exampleDeployment } from '../../../fixtures/example-policy.ts';
import { liveSubject } from '../../../fixtures/live-subject.ts';
import { type Accessing, AGENT, accessing, BATCH, DEV, TRUSTED, trusts } from '../accessing.ts';
import { job } from '../local-jobs.ts';

type States = Parameters<typeof crossProjectDiagnosis>[0];

let world: Accessing;
beforeAll(async () => {
  world = await accessing();
});
beforeEach(() => world.setPolicy(TRUSTED));
afterAll(() => world.close());

interface Asked {
  readonly policy?: string;
  readonly diagnosis?: Diagnosis;
  readonly withheld?: boolean;
  readonly live?: boolean;
  readonly others?: Task['others'];
  readonly deployment?: Parameters<typeof exampleDeployment>[0];
  readonly decisionId?: string;
  readonly mode?: 'approve' | 'remediate';
}

const LACKING: States = { 'act-as': 'missing', 'token-minting': 'missing' };

/** What is planned where judging would let everything through: each bound must hold by itself. */
async function planned(asked: Asked = {}) {
  if (asked.policy !== undefined) world.setPolicy(asked.policy);
  const loaded = await world.ports().policy.current();
  if (!loaded.ok) throw new Error('There is no policy.');
  const { policy } = loaded;
  const { live = false, withheld = false, mode = 'remediate' } = asked;
  const diagnosis = asked.diagnosis ?? crossProjectDiagnosis(LACKING);
  const subject: Subject = live ? { ...liveSubject(), diagnosis } : attemptedSubject({ diagnosis });
  return allowAccountUse.plan(
    {
      subject,
      evidence: { kind: 'account-use', diagnosis, denial: live ? undefined : 'act-as', withheld },
      decision: {
        mode,
        wanted: mode,
        because: [],
        exemption: undefined,
        action: undefined,
        remediateExecuted: false,
        policyDigest: policy.digest,
      },
      decisionId: asked.decisionId ?? 'decision-1',
      others: asked.others ?? [],
      principal: { kind: 'user', email: 'dev@example.com' },
      policy,
      deployment: exampleDeployment(asked.deployment),
      at: world.now(),
    },
    world.ports(),
  );
}

const UNIQUE_ID = '100000000000000000003';
const diagnosed = { account: BATCH, uniqueId: UNIQUE_ID } as const;
const grantActAs = { kind: 'grant-act-as', ...diagnosed, member: DEV } as const;
const grantTokenCreator = { kind: 'grant-token-creator', ...diagnosed, member: AGENT } as const;
const verify = (deployer: string | undefined) => ({
  kind: 'verify-access' as const,
  project: { id: 'payments-prod', number: '310000000001' },
  ...diagnosed,
  deployer,
});

describe('the plan for what a deploy under an account lacks', () => {
  it.each<{ missing: readonly ConditionId[]; steps: readonly object[] }>([
    { missing: ['act-as'], steps: [grantActAs] },
    { missing: ['token-minting'], steps: [grantTokenCreator] },
    { missing: ['token-minting', 'act-as'], steps: [grantActAs, grantTokenCreator] },
  ])('grants for $missing just that, then checks', async ({ missing, steps }) => {
    const states = Object.fromEntries(missing.map((id) => [id, 'missing'])) as States;
    expect(await planned({ diagnosis: crossProjectDiagnosis(states) })).toEqual({
      kind: 'plan',
      plan: { steps: [...steps, verify('dev@example.com')], notes: [] },
    });
  });

  it('names the other findings that it mends, and no others', async () => {
    const others = [
      { rule: 'missing-token-creator', finding: 'sibling' as FindingId },
      { rule: 'default-service-account', finding: 'stranger' as FindingId },
    ];
    expect(await planned({ others })).toMatchObject({ plan: { together: ['sibling'] } });
  });

  it('of a job that is there grants token minting alone, whatever is said of who deploys', async () => {
    expect(await planned({ live: true })).toEqual({
      kind: 'plan',
      plan: { steps: [grantTokenCreator, verify(undefined)], notes: [] },
    });
  });
});

describe('a binding that a running job lost', () => {
  const BUSY = { name: 'Redeliver', message: `${BATCH} is being worked on for another finding.` };
  const TWICE = {
    kind: 'hold',
    mode: 'ticket',
    because: [
      `Bailiff let ${AGENT} mint tokens for ${BATCH} again within the last day, and somebody took it away since.`,
    ],
    plan: undefined,
  };

  /** Another decision, for another job, which is this far. */
  async function another(far: 'began' | 'had it' | 'wrote', deployer?: string) {
    const ledger = world.freshLedger();
    const at = world.now();
    await ledger.claim({
      decision: 'decision-1',
      finding: 'finding-1',
      resource: fullResourceName(job('hourly')),
      project: 'payments-prod',
      owner: 'somebody',
      at,
      leaseSeconds: 120,
      event: 'event-1',
      budget: { organization: 5, project: 5, windowSeconds: 3600 },
    });
    const steps = [grantTokenCreator, verify(deployer)];
    await ledger.journalPlan('decision-1', 'somebody', { steps, notes: [] });
    if (far === 'began') return;
    const begun = { index: 0, kind: 'grant-token-creator', before: {} } as const;
    await ledger.beginStep('decision-1', 'somebody', begun, at);
    await ledger.endStep('decision-1', 'somebody', 0, { added: far === 'wrote' }, at);
    const outcome = { kind: 'remediated', because: '', wayBack: [] } as const;
    await ledger.conclude('decision-1', 'somebody', outcome, at);
  }
  const second = (mode: 'approve' | 'remediate' = 'remediate') =>
    planned({ live: true, decisionId: 'decision-2', mode });

  it('is put back by one decision a day, unless somebody approves', async () => {
    await another('wrote');
    expect(await second()).toEqual(TWICE);
    expect(await second('approve')).toMatchObject({ kind: 'plan' });
    world.advance(24 * 60 * 60);
    expect(await second()).toMatchObject({ kind: 'plan' });
  });

  it('is put back though another decision was to, where that one found it there', async () => {
    await another('had it');
    expect(await second()).toMatchObject({ kind: 'plan' });
  });

  it('is put back though it was granted today for a denied deploy', async () => {
    await another('wrote', 'dev@example.com');
    expect(await second()).toMatchObject({ kind: 'plan' });
  });

  it('is waited for while another decision works on it, but no longer than ten minutes', async () => {
    await another('began');
    await expect(second()).rejects.toMatchObject(BUSY);
    world.advance(10 * 60);
    expect(await second()).toMatchObject({ kind: 'plan' });
  });

  it('counts for no decision by being planned', async () => {
    const ledger = world.freshLedger();
    expect(await second()).toMatchObject({ kind: 'plan' });
    const scope = `restore|${BATCH}|${AGENT}`;
    const once = { most: 1, windowSeconds: 86_400 };
    expect(await ledger.admit(scope, 'decision-3', world.now(), once)).toBe(true);
  });
});

const account = (changes: Partial<Diagnosis['account']>) =>
  crossProjectDiagnosis(LACKING, {
    account: {
      email: BATCH,
      project: 'identity-prod',
      uniqueId: UNIQUE_ID,
      state: 'enabled',
      ...changes,
    },
  });
const trusting = (email: string) => trusts(`accounts: [${email}]`, `deployers: [${DEV}]`);

describe('nothing is planned, whatever was decided,', () => {
  it.each<{ title: string; because: string } & Asked>([
    {
      title: 'where trust names another account',
      diagnosis: account({ email: 'other@identity-prod.iam.gserviceaccount.com' }),
      because:
        'No trust entry of the policy names other@identity-prod.iam.gserviceaccount.com for jobs of payments-prod.',
    },
    {
      title: 'where the deployment does not list the account',
      deployment: { trustAccounts: [] },
      because: `${BATCH} is not among the deployment's trustAccounts.`,
    },
    {
      title: 'where the account has another unique id than trust pins',
      policy: trusts(`accounts: [{ account: ${BATCH}, uniqueId: "42" }]`, `deployers: [${DEV}]`),
      because: `${BATCH} has not the unique id 42 that trust pins.`,
    },
    {
      title: 'where the account is pinned and could not be read',
      policy: trusts(`accounts: [{ account: ${BATCH}, uniqueId: "42" }]`, `deployers: [${DEV}]`),
      diagnosis: account({ uniqueId: undefined }),
      because: `${BATCH} has not the unique id 42 that trust pins.`,
    },
    {
      title: 'where the unique id of the account is not known',
      diagnosis: account({ uniqueId: undefined }),
      because: `The unique id of ${BATCH} is not known, so nothing is granted.`,
    },
    {
      title: "where the account's project is not in the organization",
      diagnosis: account({ project: 'elsewhere-prod' }),
      because: `The project of ${BATCH} is not known to be in organizations/100000000001.`,
    },
    {
      title: "where the account's project is not known",
      diagnosis: account({ project: undefined }),
      because: `The project of ${BATCH} is not known to be in organizations/100000000001.`,
    },
    {
      title: "where the account is of Bailiff's own project",
      diagnosis: account({ project: 'bailiff-prod' }),
      because: "bailiff-prod is Bailiff's own project, around which it changes nothing.",
    },
    {
      title: "where the account is one of Bailiff's own identities",
      deployment: { identities: { ...exampleDeployment().identities, jobWriter: BATCH } },
      because: `${BATCH} is one of Bailiff's own identities, around which it changes nothing.`,
    },
    {
      title: 'where trust names no such deployer',
      diagnosis: crossProjectDiagnosis(LACKING, { deployer: 'mallory@example.com' }),
      because: `No trust entry names mallory@example.com for ${BATCH}, so nobody is let act as it.`,
    },
    {
      title: 'where it is not known who deploys',
      diagnosis: crossProjectDiagnosis(LACKING, { deployer: undefined }),
      because: `It is not known who deploys, so nobody is let act as ${BATCH}.`,
    },
    {
      title: 'where something else is not known',
      diagnosis: crossProjectDiagnosis({ ...LACKING, 'cross-project-use': 'unknown' }),
      because: 'Nothing is granted on what is unknown. The condition cross-project-use is unknown.',
    },
    {
      title: 'where the account cannot be used at all',
      diagnosis: crossProjectDiagnosis({ ...LACKING, 'account-usable': 'missing' }),
      because:
        "No grant of Bailiff's mends all that is missing, so nothing is granted. The condition account-usable is missing.",
    },
    {
      title: 'where a deny policy takes it away, which no line mends',
      diagnosis: {
        ...crossProjectDiagnosis(LACKING),
        conditions: crossProjectDiagnosis(LACKING).conditions.map((one) => ({ ...one, fix: [] })),
      },
      because:
        "No grant of Bailiff's mends all that is missing, so nothing is granted. The condition act-as is missing.",
    },
    {
      title: "where Cloud Run's own agent lacks its role in its own project",
      diagnosis: crossProjectDiagnosis(LACKING, {
        project: { id: 'identity-prod', number: '310000000003' },
      }),
      policy: TRUSTED.replace('[payments-prod]', '[identity-prod]'),
      because:
        "No grant of Bailiff's mends all that is missing, so nothing is granted. The condition token-minting is missing.",
    },
    {
      title: 'where nothing is missing any more',
      diagnosis: crossProjectDiagnosis(),
      because: 'Nothing is missing that Bailiff could grant.',
    },
    {
      title: 'for a job that is there where trust does not say restore',
      live: true,
      policy: trusting(BATCH),
      because:
        'What a running job lost may have been taken away on purpose, and trust does not say restore.',
    },
  ])('$title', async ({ title: _, because, ...asked }) => {
    expect(await planned(asked)).toEqual({
      kind: 'hold',
      mode: 'ticket',
      because: [because],
      plan: undefined,
    });
  });

  it('and a deployer who may not read the account learns nothing of it by that', async () => {
    const whys = [
      account({ project: 'elsewhere-prod' }),
      crossProjectDiagnosis({ ...LACKING, 'account-usable': 'missing' }),
      crossProjectDiagnosis({ ...LACKING, 'cross-project-use': 'unknown' }),
    ];
    const told = await Promise.all(whys.map((diagnosis) => planned({ diagnosis, withheld: true })));
    for (const proposal of told)
      expect(proposal).toMatchObject({
        because: [
          'Bailiff may not mend all that is missing, so it mends nothing. Ask the owner of the account.',
        ],
      });
  });
});
