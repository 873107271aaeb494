import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../../../shared/domain/finding.ts';
import { type Accessing, accessing, BATCH, DEV, TRUSTED, trusts } from '../accessing.ts';

const OTHER = 'unlisted@identity-prod.iam.gserviceaccount.com';
const CONSTRAINT = 'iam.disableCrossProjectServiceAccountUsage';

/** A denied deploy for which nothing is written, and why. */
interface Refused {
  readonly title: string;
  readonly policy?: string;
  readonly account?: string;
  readonly deployer?: string;
  readonly arrange?: (world: Accessing) => void;
  readonly because: string;
}

const REFUSED: readonly Refused[] = [
  {
    title: 'an account that trust does not name',
    account: OTHER,
    because: 'trust',
  },
  {
    title: 'a deployer whom trust does not name',
    deployer: 'user:mallory@example.com',
    because: 'trust',
  },
  {
    title: "jobs of a project that trust does not name, though it names another's",
    policy: TRUSTED.replace('[payments-prod]', '[data-dev]'),
    because: 'trust',
  },
  {
    title: 'an account whose unique id is not the one that trust pins',
    policy: trusts(
      `accounts: [{ account: ${BATCH}, uniqueId: "100000000000000000042" }]`,
      `deployers: [${DEV}]`,
    ),
    because: 'Not all that the job needs can be mended here, so nothing is granted.',
  },
  {
    title: 'an account that is disabled',
    arrange: (world) => {
      const account = world.accountOf(BATCH);
      if (account !== undefined) account.disabled = true;
    },
    because: 'Not all that the job needs can be mended here, so nothing is granted.',
  },
];

describe('nothing is granted, and a ticket tells, for', () => {
  let world: Accessing;
  beforeAll(async () => {
    world = await accessing({
      edit: ({ projects }) => {
        projects.find(({ id }) => id === 'identity-prod')?.accounts.push('unlisted');
      },
    });
  });
  afterAll(() => world.close());

  it.each(REFUSED)(
    '$title',
    async ({ policy, account = BATCH, deployer = DEV, arrange, because }) => {
      world.freshLedger();
      world.setPolicy(policy ?? TRUSTED);
      arrange?.(world);
      const messages = await world.denied({ account, deployer });
      for (const message of messages) await world.deliver(message);
      const findings: readonly Finding[] = Object.values(await world.findings());
      expect(findings.length).toBeGreaterThan(0);
      const told = findings.filter(({ mode }) => mode === 'ticket');
      expect(told.map(({ state }) => state)).toEqual(told.map(() => 'ticketed'));
      expect(told.flatMap(({ decision }) => decision.because).join(' ')).toContain(because);
      expect(world.bindings(account)).toEqual([]);
      expect(world.writes()).toEqual([]);
      const present = world.accountOf(BATCH);
      if (present !== undefined) present.disabled = false;
    },
  );
});

describe('a plan that would lift the constraint', () => {
  const enforcing = (how: 'default' | 'project') =>
    accessing({
      deployment: {
        actions: ['grant-act-as', 'grant-token-creator', 'allow-cross-project-use'],
      },
      edit: ({ organization, projects }) => {
        delete organization.policies[CONSTRAINT];
        const home = projects.find(({ id }) => id === 'identity-prod');
        if (home === undefined) return;
        home.policies = how === 'default' ? {} : { [CONSTRAINT]: 'enforced' };
      },
    });

  it('waits for an approver, and tells all of it, where Google enforces it by default', async () => {
    const world = await enforcing('default');
    const messages = await world.denied();
    expect(messages).toHaveLength(3);
    for (const message of messages) await world.deliver(message);
    const findings = await world.findings();
    for (const rule of ['missing-act-as', 'missing-token-creator', 'cross-project-use-disabled'])
      expect(findings[rule]).toMatchObject({ state: 'awaiting-approval', mode: 'approve' });
    expect(findings['missing-act-as']?.history.at(-1)?.what).toContain(
      `Lift ${CONSTRAINT} in identity-prod, so that other projects may use its accounts. Google then puts a lien on identity-prod: it cannot be deleted until somebody removes the lien, which Bailiff cannot.`,
    );
    expect(world.writes()).toEqual([]);
    await world.close();
  });

  it('is only ticketed for 30 days after somebody enforced it, wherever that was', async () => {
    const world = await enforcing('project');
    const [message] = await world.denied();
    await world.deliver(message);
    const { ['missing-act-as']: finding } = await world.findings();
    expect(finding).toMatchObject({ state: 'held', mode: 'ticket' });
    // He may not read the account, so he is not told when somebody enforced it.
    expect(finding?.decision.because.at(-1)).toBe(
      'Bailiff may not mend all that is missing, so it mends nothing. Ask the owner of the account.',
    );
    expect(world.writes()).toEqual([]);
    await world.close();
  });

  it('is not made in a deployment that does not allow the action', async () => {
    const world = await accessing({
      edit: ({ projects }) => {
        const home = projects.find(({ id }) => id === 'identity-prod');
        if (home !== undefined) home.policies = {};
      },
    });
    for (const message of await world.denied()) await world.deliver(message);
    for (const finding of Object.values(await world.findings()))
      expect(finding).toMatchObject({ state: 'ticketed', mode: 'ticket' });
    expect(world.writes()).toEqual([]);
    await world.close();
  });
});
