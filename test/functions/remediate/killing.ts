import type { RemediatePorts } from '../../../functions/remediate/ports.ts';
import type { FunctionMessage } from '../../../shared/domain/message.ts';
import { eachCall } from './each-call.ts';

export const PAST_THE_LEASE_SECONDS = 121;

/** What a killed process throws in a test: nothing catches it, and nothing runs after it. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

const CLIENTS = [
  'ledger',
  'jobs',
  'projects',
  'accounts',
  'roles',
  'troubleshooter',
  'publisher',
  'jobWriter',
  'accountWriter',
  'roleGranter',
  'ownOrgPolicies',
  'orgPolicyWriter',
] as const satisfies readonly (keyof RemediatePorts)[];

/**
 * The ports of a process that dies ahead of its call number `moment`, counted from 0, to the ledger or to an API. Nothing
 * happens between two calls, so to die behind one is to die ahead of the next, and behind the last nothing is left to
 * do. `calls` tells how many there were.
 */
export function killedAt(moment: number, ports: RemediatePorts) {
  const state = { calls: 0, dead: false, at: '' };
  const pass = (what: string) => {
    if (state.calls === moment) state.dead = true;
    if (!state.dead) {
      state.calls += 1;
      return;
    }
    state.at ||= what;
    throw new Killed(what);
  };
  const mortal = <T extends object>(name: string, client: T): T =>
    eachCall(name, client, async (what, call) => {
      pass(what);
      const answer = await call();
      if (state.dead) throw new Killed(what);
      return answer;
    });
  const clients = Object.fromEntries(
    CLIENTS.map((name) => [name, mortal(name, ports[name] ?? {})]),
  ) as Pick<RemediatePorts, (typeof CLIENTS)[number]>;
  const { readers } = ports;
  const own = {
    ...readers,
    jobs: mortal('readers.jobs', readers.jobs),
    projects: mortal('readers.projects', readers.projects),
    accounts: mortal('readers.accounts', readers.accounts),
    troubleshooter: mortal('readers.troubleshooter', readers.troubleshooter),
    organizationPolicies: mortal('readers.organizationPolicies', readers.organizationPolicies),
  };
  return { ports: { ...ports, ...clients, readers: own }, state };
}

interface World {
  ports(): RemediatePorts;
  deliver(message: FunctionMessage, ports: Partial<RemediatePorts>): Promise<unknown>;
  advance(seconds: number): void;
}

/** Delivers until it is acknowledged; the first time to a process that dies ahead of call `moment`. */
export async function deliveredAndKilled(world: World, message: FunctionMessage, moment: number) {
  const { ports, state } = killedAt(moment, world.ports());
  const once = (first: boolean) =>
    world.deliver(message, first ? ports : {}).then(
      () => 'acknowledged',
      (error) => (error instanceof Killed ? 'killed' : 'refused'),
    );
  const died = await once(true);
  for (let last = died, again = 0; last !== 'acknowledged' && again < 5; again += 1) {
    world.advance(PAST_THE_LEASE_SECONDS);
    last = await once(false);
  }
  return { died, ...state };
}
