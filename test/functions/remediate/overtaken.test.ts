import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemediatePorts } from '../../../functions/remediate/ports.ts';
import { eachCall } from './each-call.ts';
import { PAST_THE_LEASE_SECONDS } from './killing.ts';
import { type Remediating, remediating } from './remediating.ts';

const NEVER = -1;
const WRITERS = ['jobWriter', 'accountWriter', 'roleGranter'] as const;

/** The ports of a process in which `meanwhile` happens ahead of or behind one call to a writer, counted from 0. */
function slowAt(moment: number, ports: RemediatePorts, meanwhile: () => Promise<unknown>) {
  const state = { moments: 0, at: '' };
  const pass = async (what: string) => {
    const now = state.moments === moment;
    state.moments += 1;
    if (!now) return;
    state.at = what;
    await meanwhile();
  };
  const slow = <T extends object>(name: string, client: T): T =>
    eachCall(name, client, async (what, call) => {
      await pass(`ahead of ${what}`);
      const answer = await call();
      await pass(`behind ${what}`);
      return answer;
    });
  const clients = Object.fromEntries(WRITERS.map((name) => [name, slow(name, ports[name] ?? {})]));
  return { ports: clients as Pick<RemediatePorts, (typeof WRITERS)[number]>, state };
}

describe('a remediation that outlives its lease', () => {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating();
  });
  afterAll(() => world.close());

  it('is taken over while it works, and each write is done once, wherever that happens', async () => {
    const run = async (name: string, moment: number) => {
      const start = world.writes().length;
      const message = await world.made(name, { as: 'user:ci@example.com' });
      const { ports, state } = slowAt(moment, world.ports(), async () => {
        world.advance(PAST_THE_LEASE_SECONDS);
        await world.deliver(message);
      });
      await world.deliver(message, ports);
      const { state: is, resourceName, uid } = await world.finding(name);
      const writes = world.writes().slice(start);
      const own = await world.ledger().accountOf(resourceName, uid);
      await world.deleteAccount(own?.email ?? '');
      return {
        ...{ is, at: state.at, moments: state.moments },
        runsAs: world.runsAs(name) === own?.email,
        writes: writes.map(({ who, method }) => `${who} ${method}`),
        outcomes: (await world.remediations(name)).map(({ outcome }) => outcome?.kind),
      };
    };
    const { moments } = await run('in-time', NEVER);
    expect(moments).toBeGreaterThan(15);
    for (let moment = 0; moment < moments; moment += 1) {
      const { at, moments: _, ...end } = await run(`slow-${moment}`, moment);
      expect(at).toMatch(/^(ahead of|behind) /);
      expect(end, `${moment}, ${at}`).toEqual({
        is: 'remediated',
        runsAs: true,
        writes: [
          'account-writer CreateServiceAccount',
          'role-granter SetIamPolicy',
          'account-writer SetIAMPolicy',
          'job-writer UpdateJob',
        ],
        outcomes: ['remediated'],
      });
    }
    expect(await world.ledger().alerts()).toEqual([]);
  }, 120_000);
});
