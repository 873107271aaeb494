import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACT_AS,
  type Accessing,
  AGENT,
  accessing,
  BATCH,
  DEV,
  TOKEN_CREATOR,
} from './accessing.ts';
import { deliveredAndKilled, Killed, killedAt, PAST_THE_LEASE_SECONDS } from './killing.ts';

const NEVER = -1;

describe('grants for a denied deploy that are killed', () => {
  let world: Accessing;
  beforeAll(async () => {
    world = await accessing();
  });
  afterAll(() => world.close());

  /** Kills the delivery of one of the two messages, delivers the other after it, and looks at what is there then. */
  async function afterDeath(which: 'first' | 'second', moment: number) {
    const ledger = world.freshLedger();
    const { organization } = world.apis;
    organization.policies.delete(`serviceAccounts/${world.accountOf(BATCH)?.uniqueId}`);
    const written = world.writes().length;
    const messages = await world.denied();
    const [first, second] = messages;
    if (first === undefined || second === undefined) throw new Error('There are no two messages.');
    const one = await deliveredAndKilled(world, first, which === 'first' ? moment : NEVER);
    const two = await deliveredAndKilled(world, second, which === 'second' ? moment : NEVER);
    const { ['missing-act-as']: actAs, ['missing-token-creator']: minting } =
      await world.findings();
    const end = {
      states: [actAs?.state, minting?.state],
      because: [actAs?.decision.because.length, minting?.decision.because.length],
      history: actAs?.history.map(({ what }) => what),
      siblingHistory: minting?.history.map(({ what }) => what),
      wayBack: [actAs?.wayBack.length, minting?.wayBack.length],
      outcomes: (await ledger.remediationsOn(BATCH)).map(({ outcome }) => outcome?.kind),
      bindings: world.bindings(),
      alerts: (await ledger.alerts()).length,
      writes: world
        .writes()
        .slice(written)
        .map(({ who, method }) => `${who} ${method}`),
    };
    await ledger.close();
    return { end, ...(which === 'first' ? one : two) };
  }

  const told = `Mended: dev@example.com can deploy jobs of payments-prod as ${BATCH}.`;
  const END = {
    states: ['remediated', 'remediated'],
    because: [2, 2],
    history: [
      'seen: denied deploy by dev@example.com; mode remediate',
      `Let ${DEV} act as ${BATCH}.`,
      `Let ${AGENT} mint tokens for ${BATCH}.`,
      `Everything that using ${BATCH} takes is there.`,
      told,
    ],
    siblingHistory: ['seen: denied deploy by dev@example.com; mode remediate', told],
    wayBack: [2, 2],
    outcomes: ['remediated'],
    bindings: [
      { role: ACT_AS, members: [DEV] },
      { role: TOKEN_CREATOR, members: [AGENT] },
    ],
    alerts: 0,
    writes: ['account-writer SetIAMPolicy', 'account-writer SetIAMPolicy'],
  };

  const doubt = (holds: string, line: string) =>
    `${holds} on ${BATCH}, and whether Bailiff or somebody else granted it is not known, since the answer to Bailiff's own write was lost: Bailiff does not take it back. \`gcloud iam service-accounts remove-iam-policy-binding ${BATCH} ${line} --condition=None --project=identity-prod\` takes it away.`;
  /** What stands in place of a grant whose process died between the write and its end in the journal. */
  const UNSURE: Readonly<Record<string, string>> = {
    [`Let ${DEV} act as ${BATCH}.`]: doubt(
      `${DEV} holds ${ACT_AS}`,
      `--member=${DEV} --role=${ACT_AS}`,
    ),
    [`Let ${AGENT} mint tokens for ${BATCH}.`]: doubt(
      `${AGENT} holds ${TOKEN_CREATOR}`,
      `--member=${AGENT} --role=${TOKEN_CREATOR}`,
    ),
  };

  it('end as if they had not been, each written once, wherever they were killed', async () => {
    const { calls, end } = await afterDeath('first', NEVER);
    expect(end).toEqual(END);
    expect(calls).toBeGreaterThan(40);
    let doubts = 0;
    for (let moment = 0; moment < calls; moment += 1) {
      const { end, died, at } = await afterDeath('first', moment);
      const where = `killed ahead of call ${moment}, ${at}`;
      expect(died, where).toBe('killed');
      const told = END.history.map((what) => {
        const instead = UNSURE[what] ?? '';
        return at === 'ledger.endStep' && end.history?.includes(instead) ? instead : what;
      });
      if (told.join() !== END.history.join()) doubts += 1;
      expect(end, where).toEqual({ ...END, history: told });
    }
    // Behind each of the two writes.
    expect(doubts).toBe(2);
  }, 240_000);

  it('stay as they are wherever the delivery of the other finding is killed', async () => {
    const { calls, end } = await afterDeath('second', NEVER);
    expect(end).toEqual(END);
    expect(calls).toBeGreaterThan(5);
    for (let moment = 0; moment < calls; moment += 1) {
      const { end, died, at } = await afterDeath('second', moment);
      const where = `killed ahead of call ${moment}, ${at}`;
      expect(died, where).toBe('killed');
      expect(end, where).toEqual(END);
    }
  }, 240_000);

  it('are brought to their end by the message of the other finding, whose own may never come again', async () => {
    const { calls } = await afterDeath('first', NEVER);
    for (let moment = 30; moment < calls; moment += 5) {
      world.freshLedger();
      const { organization } = world.apis;
      organization.policies.delete(`serviceAccounts/${world.accountOf(BATCH)?.uniqueId}`);
      const [first, second] = await world.denied();
      const { ports, state } = killedAt(moment, world.ports());
      await expect(world.deliver(first, ports)).rejects.toThrow(Killed);
      world.advance(PAST_THE_LEASE_SECONDS + 600);
      await world.deliver(second);
      expect(world.bindings(), state.at).toEqual(END.bindings);
      const { ['missing-token-creator']: minting } = await world.findings();
      expect(minting?.state, state.at).toBe('remediated');
    }
  }, 240_000);
});
