import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT, type Remediating, remediating } from '../remediating.ts';

const PROJECT = 'projects/payments-prod';

describe("a job's dedicated account", () => {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating();
  });
  afterAll(() => world.close());

  const admin = () => {
    const { accountWriter, roleGranter } = world.google;
    if (roleGranter === undefined) throw new Error('There is no role granter.');
    return { accounts: accountWriter, projects: roleGranter };
  };
  const setBack = async (name: string) => {
    const path = `${PROJECT}/locations/us-central1/jobs/${name}`;
    const dev = world.apis.jobsAs('user:dev@example.com');
    const { data } = await dev.get({ name: path });
    const task = { ...data.template?.template, serviceAccount: DEFAULT };
    await dev.patch({ name: path, requestBody: { template: { template: task } } });
    return world.seen(name);
  };
  const methodsSince = (start: number) =>
    world
      .writes()
      .slice(start)
      .map(({ method }) => method);

  it('moves a job that was set back onto its account again, and grants nothing a second time', async () => {
    await world.deliver(await world.made('again'));
    const email = world.runsAs('again') ?? '';
    const policy = await admin().projects.policy(PROJECT);
    const bindings = (policy.bindings ?? []).map((binding) => ({
      ...binding,
      members: binding.members.filter((member) => member !== `serviceAccount:${email}`),
    }));
    await admin().projects.setPolicy(PROJECT, {
      ...policy,
      bindings: bindings.filter(({ members }) => members.length > 0),
    });
    const message = await setBack('again');
    const start = world.writes().length;
    await world.deliver(message);
    expect(world.runsAs('again')).toBe(email);
    expect(methodsSince(start)).toEqual(['UpdateJob']);
    expect(await world.finding('again')).toMatchObject({
      state: 'remediated',
      setBacks: [expect.any(String)],
    });
  });

  it('is not lent to a deployer who may not act as it, since somebody may have given it more by now', async () => {
    await world.deliver(await world.made('lent'));
    const email = world.runsAs('lent') ?? '';
    // ci@example.com may act as the default account alone, and changes the job where nobody asks about the one it has.
    const body = world.jobBody('lent');
    body.template = { template: { ...body.template?.template, serviceAccount: DEFAULT } };
    Object.assign(body, { generation: '3', lastModifier: 'ci@example.com' });
    const start = world.writes().length;
    await world.deliver(await world.seen('lent', 'ci@example.com'));
    expect(methodsSince(start)).toEqual([]);
    expect(world.runsAs('lent')).toBe(DEFAULT);
    const finding = await world.finding('lent');
    expect(finding.state).toBe('awaiting-approval');
    expect(finding.decision.because.at(-1)).toBe(
      `user:ci@example.com, who changed the job last, is not known to be able to act as ${email}, which may have been given more since it was made.`,
    );
  });

  it('makes a new account for a job that was deleted and made again under its name', async () => {
    await world.deliver(await world.made('phoenix'));
    const first = world.runsAs('phoenix');
    await world.apis
      .jobsAs('user:dev@example.com')
      .delete({ name: `${PROJECT}/locations/us-central1/jobs/phoenix` });
    await world.deliver(await world.made('phoenix'));
    const second = world.runsAs('phoenix');
    expect((await world.finding('phoenix')).state).toBe('remediated');
    expect(second).toMatch(/^phoenix-/);
    expect(second).not.toBe(first);
  });

  it('does not take a re-created account for its own, although name and description are the same', async () => {
    await world.deliver(await world.made('forged'));
    const email = world.runsAs('forged') ?? '';
    const description = world.accountOf(email)?.description ?? '';
    const message = await setBack('forged');
    await world.deleteAccount(email);
    const copy = await admin().accounts.create({
      project: 'payments-prod',
      accountId: email.split('@')[0] ?? '',
      displayName: 'Cloud Run job forged',
      description,
    });
    await world.deliver(message);
    expect(world.runsAs('forged')).toMatch(/^forged-/);
    expect(world.runsAs('forged')).not.toBe(email);
    expect(JSON.stringify(world.allowPolicy(PROJECT))).not.toContain(`"serviceAccount:${email}"`);
    expect(world.accountOf(email)?.uniqueId).toBe(copy.uniqueId);
  });

  it('is not one that somebody made under the description of an even earlier one', async () => {
    await world.deliver(await world.made('twice-forged'));
    const email = world.runsAs('twice-forged') ?? '';
    const description = world.accountOf(email)?.description ?? '';
    const again = await setBack('twice-forged');
    await world.deleteAccount(email);
    await world.deliver(again);
    expect(world.runsAs('twice-forged')).toBe(email);
    const message = await setBack('twice-forged');
    await world.deleteAccount(email);
    const accountId = email.split('@')[0] ?? '';
    const copy = { project: 'payments-prod', accountId, displayName: 'A copy', description };
    await admin().accounts.create(copy);
    await world.deliver(message);
    expect(world.runsAs('twice-forged')).not.toBe(email);
    expect(world.rolesOf(email)).toEqual([]);
  });

  it('is not one that somebody deleted and made again under its description while Bailiff was cut off', async () => {
    const message = await world.made('swapped');
    const ledger = world.ledger();
    const endStep = async () => {
      throw new Error('killed');
    };
    await expect(world.deliver(message, { ledger: { ...ledger, endStep } })).rejects.toThrow(
      'killed',
    );
    const email = await world.dedicatedTo('swapped');
    const description = world.accountOf(email)?.description ?? '';
    await world.deleteAccount(email);
    await admin().accounts.create({
      project: 'payments-prod',
      accountId: email.split('@')[0] ?? '',
      displayName: 'Cloud Run job swapped',
      description,
    });
    world.advance(121);
    await world.deliver(message);
    expect((await world.finding('swapped')).state).toBe('failed');
    expect(world.runsAs('swapped')).toBe(DEFAULT);
    expect(world.rolesOf(email)).toEqual([]);
  });

  it('holds a job whose account an administrator disabled, at ticket', async () => {
    await world.deliver(await world.made('disabled'));
    const email = world.runsAs('disabled') ?? '';
    const message = await setBack('disabled');
    const account = world.accountOf(email);
    if (account !== undefined) account.disabled = true;
    await world.deliver(message);
    expect(await world.finding('disabled')).toMatchObject({ state: 'held', mode: 'ticket' });
    expect((await world.finding('disabled')).decision.because.at(-1)).toBe(
      `The job's dedicated account ${email} was disabled by somebody; enable or delete it.`,
    );
  });

  it('holds a job whose account was given more than the default account has, at approve', async () => {
    await world.deliver(await world.made('widened'));
    const email = world.runsAs('widened') ?? '';
    const policy = await admin().projects.policy(PROJECT);
    const wider = { role: 'roles/storage.objectViewer', members: [`serviceAccount:${email}`] };
    await admin().projects.setPolicy(PROJECT, {
      ...policy,
      bindings: [...(policy.bindings ?? []), wider],
    });
    await world.deliver(await setBack('widened'));
    expect(world.runsAs('widened')).toBe(DEFAULT);
    expect(await world.finding('widened')).toMatchObject({
      state: 'awaiting-approval',
      mode: 'approve',
    });
  });
});
