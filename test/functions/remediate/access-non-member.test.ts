import { afterEach, describe, expect, it } from 'vitest';
import { ACT_AS, type Accessing, accessing, BATCH, DEV, trusts } from './accessing.ts';

describe('a group that trust names and the account has already', () => {
  let world: Accessing;
  afterEach(() => world.close());

  const LIMITS = 'remediationsPerHour: 500, remediationsPerHourPerProject: 500';
  const GROUP = 'group:team@example.com';
  const grouped = (bindings = [{ role: ACT_AS, members: [GROUP] }]) =>
    accessing({
      policy: trusts(`accounts: [${BATCH}]`, `deployers: ["${GROUP}", ${DEV}]`).replace(
        LIMITS,
        'remediationsPerHour: 20, remediationsPerHourPerProject: 2',
      ),
      edit: (file) => {
        file.groups = { 'team@example.com': ['user:ops@example.com'] };
        const home = file.projects.find(({ id }) => id === 'identity-prod');
        if (home !== undefined) home.accountBindings = { [BATCH]: bindings };
      },
    });

  const heldOf = async (deployer: string) => {
    const { findings } = await world.ledger().findings({});
    const own = findings.find((one) => one.deployer === deployer && one.rule === 'missing-act-as');
    return [own?.state, own?.decision.because.at(-1)];
  };
  // They may not read the account, so they are not told what else stands on it.
  const WITHHELD =
    'Bailiff may not mend all that is missing, so it mends nothing. Ask the owner of the account.';

  it('is not granted again for those who are no members, who use up no budget', async () => {
    world = await grouped();
    for (const name of ['m0', 'm1', 'm2', 'm3']) {
      const [message] = await world.denied({ deployer: `user:${name}@example.com` });
      await world.deliver(message);
      expect(await heldOf(`${name}@example.com`)).toEqual(['held', WITHHELD]);
    }
    expect(world.writes()).toEqual([]);
    expect(await world.ledger().remediationsOn(BATCH)).toEqual([]);
    const [message] = await world.denied();
    await world.deliver(message);
    expect(world.bindings()[0]).toEqual({ role: ACT_AS, members: [GROUP, DEV] });
  });

  it('is named to a stranger who may read the account', async () => {
    const reads = { role: 'roles/iam.securityReviewer', members: ['user:m0@example.com'] };
    world = await grouped([{ role: ACT_AS, members: [GROUP] }, reads]);
    const [message] = await world.denied({ deployer: 'user:m0@example.com' });
    await world.deliver(message);
    expect(await heldOf('m0@example.com')).toEqual([
      'held',
      `m0@example.com is not a member of ${GROUP}, which may act as ${BATCH} already, so no grant that trust names would let them.`,
    ]);
  });

  it('is waited for where Bailiff granted it of late, and only then held against them', async () => {
    world = await grouped([]);
    const [first] = await world.denied({ deployer: 'user:m0@example.com' });
    await expect(world.deliver(first)).rejects.toMatchObject({ name: 'Redeliver' });
    const [second] = await world.denied({ deployer: 'user:m1@example.com' });
    await expect(world.deliver(second)).rejects.toMatchObject({
      name: 'Redeliver',
      message: `What was granted on ${BATCH} is not seen everywhere yet.`,
    });
    world.advance(10 * 60);
    await world.deliver(second);
    expect(await heldOf('m1@example.com')).toEqual(['held', WITHHELD]);
    expect(await world.ledger().remediationsOn(BATCH)).toHaveLength(1);
  });
});
