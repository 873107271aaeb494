import { afterEach, describe, expect, it } from 'vitest';
import { exampleDeployment } from '../../fixtures/example-policy.ts';
import { createJob } from '../../shared/gcp/local-apis.ts';
import {
  ACT_AS,
  type Accessing,
  AGENT,
  accessing,
  BATCH,
  DEV,
  TOKEN_CREATOR,
  TRUSTED,
} from './accessing.ts';
import { ADMIN, approving } from './approving.ts';
import type { Options } from './remediating.ts';

const CONSTRAINT = 'iam.disableCrossProjectServiceAccountUsage';
const PLACE = 'projects/identity-prod';
const ATTEMPT = `~payments-prod~${BATCH}~dev@example.com~attempt`;
/** Nothing is set on identity-prod, so the constraint holds there by Google's default. */
const ENFORCED: Options = {
  deployment: { actions: [...exampleDeployment().actions, 'allow-cross-project-use'] },
  edit: ({ organization, projects }) => {
    delete organization.policies[CONSTRAINT];
    const home = projects.find(({ id }) => id === 'identity-prod');
    if (home !== undefined) home.policies = {};
  },
};
const LIEN = 'The lien that Google put on identity-prod stays: Bailiff cannot remove it.';

describe('a denied deploy whose mending lifts a constraint', () => {
  let world: Accessing;
  afterEach(() => world.close());

  /** Three findings of one denied deploy, each with the plan for all of it. */
  async function waiting() {
    world = await accessing(ENFORCED);
    for (const message of await world.denied()) await world.deliver(message);
    return approving(world);
  }
  const constraint = () => world.google.ownOrgPolicies.read(PLACE, CONSTRAINT);

  it('waits, with one plan shown in each of its findings and bound to all that it writes', async () => {
    await waiting();
    const findings = Object.values(await world.findings());
    expect(findings.map(({ rule, state }) => [rule, state]).sort()).toEqual([
      ['cross-project-use-disabled', 'awaiting-approval'],
      ['missing-act-as', 'awaiting-approval'],
      ['missing-token-creator', 'awaiting-approval'],
    ]);
    for (const { id, proposal } of findings) {
      expect(proposal?.does).toEqual([
        `Let ${DEV} act as ${BATCH}.`,
        `Let ${AGENT} mint tokens for ${BATCH}.`,
        `Lift ${CONSTRAINT} in identity-prod, so that other projects may use its accounts. Google then puts a lien on identity-prod: it cannot be deleted until somebody removes the lien, which Bailiff cannot.`,
        `Check that everything which using ${BATCH} takes is there.`,
      ]);
      expect(proposal?.deployedBy).toEqual(['dev@example.com']);
      expect(proposal?.together).toHaveLength(2);
      expect(Object.keys(proposal?.binds ?? {}).sort()).toEqual([
        `${CONSTRAINT} in identity-prod`,
        `the IAM policy of ${BATCH}`,
        'the diagnosis',
        'the finding',
        'the plan',
        'the policy file',
      ]);
      expect(proposal?.binds['the finding']).toBe(id);
    }
    expect(world.writes()).toEqual([]);
  });

  it('gets it all by one approval, so that the next deploy works, and all its findings are mended', async () => {
    const ask = await waiting();
    await expect(createJob(world.apis, 'cp', { serviceAccount: BATCH })).rejects.toThrow();
    await ask.done(`missing-act-as${ATTEMPT}`, 'approve');
    expect(world.bindings()).toEqual([
      { role: ACT_AS, members: [DEV] },
      { role: TOKEN_CREATOR, members: [AGENT] },
    ]);
    expect((await constraint())?.spec?.rules).toEqual([{ enforce: false }]);
    await createJob(world.apis, 'cp', { serviceAccount: BATCH });
    for (const { state, mode } of Object.values(await world.findings()))
      expect([state, mode]).toEqual(['remediated', 'approve']);
    const other = await ask.ask(`missing-token-creator${ATTEMPT}`, 'approve');
    expect(other.status).toBe(409);
  });

  it('gets it all taken back, the constraint exactly as it was, by whichever finding is undone, and names the lien', async () => {
    const ask = await waiting();
    await ask.done(`missing-act-as${ATTEMPT}`, 'approve');
    const answer = await ask.done(`cross-project-use-disabled${ATTEMPT}`, 'undo');
    expect(answer.body['stays']).toEqual([LIEN]);
    expect(world.bindings()).toEqual([]);
    expect(await constraint()).toBeUndefined();
    for (const { state, mode, hold, history, wayBack } of Object.values(await world.findings())) {
      expect([state, mode, hold?.kind, wayBack]).toEqual(['held', 'ticket', 'undone', []]);
      expect(history.at(-1)?.what).toBe(
        `Undone for ${ADMIN}. ${CONSTRAINT} is in identity-prod what it was before. ${LIEN} ${AGENT} may no longer mint tokens for ${BATCH}. ${DEV} may no longer act as ${BATCH}.`,
      );
    }
    // The deployer tries again, and is not let by it for a week.
    for (const message of await world.denied()) await world.deliver(message);
    expect(world.bindings()).toEqual([]);
    for (const { state, mode } of Object.values(await world.findings()))
      expect([state, mode]).toEqual(['held', 'ticket']);
  });

  it('is undone whole or not at all: somebody has set the constraint otherwise since', async () => {
    const ask = await waiting();
    await ask.done(`missing-act-as${ATTEMPT}`, 'approve');
    const policy = await constraint();
    await world.google.orgPolicyWriter?.replace(PLACE, CONSTRAINT, {
      ...policy,
      name: policy?.name ?? '',
      spec: { ...policy?.spec, rules: [{ enforce: true }] },
    });
    const start = world.writes().length;
    await ask.done(`missing-act-as${ATTEMPT}`, 'undo');
    expect(world.writes()).toHaveLength(start);
    expect(world.bindings()).toHaveLength(2);
    const { ['missing-act-as']: finding } = await world.findings();
    expect(finding?.state).toBe('remediated');
    expect(finding?.history.at(-1)?.what).toBe(
      `Nothing was undone. Somebody has set ${CONSTRAINT} on ${PLACE} otherwise since.`,
    );
  });

  it.each([
    {
      what: 'the account’s policy was edited',
      moved: `the IAM policy of ${BATCH}`,
      move: async () => {
        const { accountWriter } = world.google;
        const policy = await accountWriter.policy(BATCH);
        const bindings = [{ role: 'roles/viewer', members: [ADMIN] }];
        await accountWriter.setPolicy(BATCH, { ...policy, bindings });
      },
    },
    {
      what: 'somebody else let the deployer act as the account',
      moved: 'the diagnosis',
      move: async () => {
        const { accountWriter } = world.google;
        const policy = await accountWriter.policy(BATCH);
        const bindings = [{ role: ACT_AS, members: [DEV] }];
        await accountWriter.setPolicy(BATCH, { ...policy, bindings });
      },
    },
    {
      what: 'the constraint’s own policy was set',
      moved: `${CONSTRAINT} in identity-prod`,
      move: async () => {
        await world.google.orgPolicyWriter?.create(PLACE, CONSTRAINT, {
          rules: [{ enforce: true }],
        });
        world.advance(31 * 24 * 60 * 60);
      },
    },
    {
      what: 'the policy file changed',
      moved: 'the policy file',
      move: async () => world.setPolicy(`${TRUSTED}\n# as agreed`),
    },
  ])('is planned and asked again when $what since the approval', async ({ moved, move }) => {
    const ask = await waiting();
    // The other two stay out of it.
    const id = `cross-project-use-disabled${ATTEMPT}`;
    const before = (await world.ledger().finding(id))?.proposal;
    const { messages } = await ask.ask(id, 'approve');
    await move();
    const start = world.writes().length;
    for (const message of messages) await world.deliver(message);
    const after = await world.ledger().finding(id);
    expect(world.writes()).toHaveLength(start);
    expect(after?.state).toBe('awaiting-approval');
    expect(after?.proposal?.digest).not.toBe(before?.digest);
    const what = after?.history.at(-1)?.what ?? '';
    expect(what.slice(what.indexOf('Planned again'))).toContain(moved);
  });

  it('is rejected in all its findings, until something else is missing', async () => {
    const ask = await waiting();
    await ask.done(`missing-act-as${ATTEMPT}`, 'reject', {
      body: { reason: 'Use your own account.' },
    });
    for (const { state, hold } of Object.values(await world.findings()))
      expect([state, hold?.kind]).toEqual(['held', 'rejected']);
    for (const message of await world.denied()) await world.deliver(message);
    for (const { state, mode } of Object.values(await world.findings()))
      expect([state, mode]).toEqual(['held', 'ticket']);
    const { accountWriter } = world.google;
    const policy = await accountWriter.policy(BATCH);
    const bindings = [{ role: ACT_AS, members: [DEV] }];
    await accountWriter.setPolicy(BATCH, { ...policy, bindings });
    for (const message of await world.denied()) await world.deliver(message);
    const { ['missing-token-creator']: minting } = await world.findings();
    expect(minting?.state).toBe('awaiting-approval');
  });

  it('is not approved by its deployer, approver or not', async () => {
    world = await accessing({
      ...ENFORCED,
      deployment: { ...ENFORCED.deployment, approvers: [ADMIN, DEV] },
    });
    for (const message of await world.denied()) await world.deliver(message);
    const answer = await approving(world).ask(`missing-act-as${ATTEMPT}`, 'approve', { as: DEV });
    expect([answer.status, answer.messages]).toEqual([403, []]);
  });
});

describe('grants for a denied deploy that are undone', () => {
  let world: Accessing;
  afterEach(() => world.close());
  const ID = `missing-token-creator${ATTEMPT}`;

  async function mended(options: Options = {}) {
    world = await accessing(options);
    for (const message of await world.denied()) await world.deliver(message);
    return approving(world);
  }

  it('leave what others had granted before, and what they granted beside', async () => {
    const condition = {
      title: 'until',
      expression: 'request.time < timestamp("2020-01-01T00:00:00Z")',
    };
    const theirs = [
      { role: ACT_AS, members: [DEV] },
      { role: TOKEN_CREATOR, members: [AGENT], condition },
    ];
    const ask = await mended({
      edit: ({ projects }) => {
        const home = projects.find(({ id }) => id === 'identity-prod');
        if (home !== undefined) home.accountBindings = { [BATCH]: theirs };
      },
    });
    expect(world.bindings()).toHaveLength(3);
    await ask.done(ID, 'undo');
    expect(world.bindings()).toEqual(theirs);
  });

  it('stay away from under a running job for a week, though trust says restore', async () => {
    const ask = await mended();
    await createJob(world.apis, 'cp', { serviceAccount: BATCH });
    await ask.done(ID, 'undo');
    world.advance(2 * 24 * 60 * 60);
    for (const message of await world.drifted('cp')) await world.deliver(message);
    expect(world.bindings()).toEqual([]);
    const { findings } = await world.ledger().findings({ states: ['held'] });
    const live = findings.find(({ attempted }) => !attempted);
    expect(live?.decision.because.at(-1)).toMatch(
      /^user:admin@example\.com had Bailiff take from serviceAccount:service-310000000001@.*, so it is not put back within 7 days\.$/,
    );
    world.advance(6 * 24 * 60 * 60);
    for (const message of await world.drifted('cp')) await world.deliver(message);
    expect(world.bindings()).toEqual([{ role: TOKEN_CREATOR, members: [AGENT] }]);
  });
});
