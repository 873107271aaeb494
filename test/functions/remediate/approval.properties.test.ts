import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Proposal } from '../../../shared/domain/approval.ts';
import type { FunctionMessage } from '../../../shared/domain/message.ts';
import { tries } from '../../thorough.ts';
import { ADMIN, APPROVERS, APPROVES, approving, redeploy, SECOND } from './approving.ts';
import { killedAt } from './killing.ts';
import { type Remediating, remediating } from './remediating.ts';

const POLICY = APPROVES.replace('[roles/logging.logWriter]', '[]');

/** What happens next; `n` picks one of what there is. */
interface Event {
  readonly kind:
    | 'approve'
    | 'reject'
    | 'deploy'
    | 'event'
    | 'policy'
    | 'late'
    | 'deliver'
    | 'together'
    | 'killed';
  readonly n: number;
}
const kinds = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<Event['kind']>('approve', 'deliver', 'together', 'killed'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Event['kind']>('reject', 'deploy', 'event', 'policy', 'late'),
  },
);
const events = fc.array(fc.record({ kind: kinds, n: fc.nat(60) }), { minLength: 3, maxLength: 14 });

describe('an approval, in whatever order things happen,', () => {
  let world: Remediating;
  let runs = 0;
  beforeAll(async () => {
    world = await remediating({
      policy: POLICY,
      deployment: { approvers: APPROVERS, serviceAccountQuota: 10_000 },
    });
  });
  afterAll(() => world.close());

  it('is used once at most, never once rejected, and for nothing but the very plan and job that it was given for', async () => {
    let used = 0;
    await fc.assert(
      fc.asyncProperty(events, async (happening) => {
        const name = `run-${runs}`;
        runs += 1;
        world.setPolicy(POLICY);
        const ran = await happens(name, happening);
        used += ran.started.length;
        for (const { request, move } of ran.started) {
          const shown = ran.shown.get(request);
          expect(shown, 'carried out without an approval').toBeDefined();
          expect(ran.rejected).not.toContain(request);
          // The job was written in the version that was shown, or not at all.
          if (move !== undefined) expect(move['etag']).toBe(shown?.binds["the job's etag"]);
        }
        expect(new Set(ran.started.map(({ request }) => request)).size).toBe(ran.started.length);
        expect(ran.moves).toBeLessThanOrEqual(ran.started.length);
      }),
      { numRuns: tries(40, 100) },
    );
    // Some of it came to something.
    expect(used).toBeGreaterThan(10);
  }, 120_000);

  async function happens(name: string, happening: readonly Event[]) {
    const id = `default-service-account~payments-prod~us-central1~${name}`;
    const ask = approving(world);
    const queue: FunctionMessage[] = [await world.made(name)];
    const shown = new Map<string, Proposal>();
    const rejected: string[] = [];
    const written = world.writes().length;
    const deliver = async (...numbers: readonly number[]) => {
      await Promise.allSettled(numbers.map((n) => world.deliver(queue[n % queue.length])));
    };
    const handlers: { readonly [K in Event['kind']]: (n: number) => Promise<void> } = {
      approve: async (n) => {
        const { proposal } = await world.finding(name);
        const { messages } = await ask.ask(id, 'approve', { as: n % 2 === 0 ? ADMIN : SECOND });
        const { request } = await world.finding(name);
        if (messages.length > 0 && proposal !== undefined && request !== undefined)
          shown.set(request.id, shown.get(request.id) ?? proposal);
        queue.push(...messages);
      },
      reject: async () => {
        const { request } = await world.finding(name);
        const { messages } = await ask.ask(id, 'reject', { body: { reason: 'No.' } });
        if (messages.length > 0 && request !== undefined) rejected.push(request.id);
        queue.push(...messages);
      },
      deploy: async () => {
        await redeploy(world, name);
        queue.push(...(await seenIfWrong(name)));
      },
      event: async () => {
        queue.push(...(await seenIfWrong(name)));
      },
      policy: async (n) => world.setPolicy(`${POLICY}\n# ${n}`),
      late: async () => world.advance(12 * 60 * 60),
      deliver: (n) => deliver(n),
      together: (n) => deliver(n, n + 1, n + 2),
      killed: async (n) => {
        const { ports } = killedAt(n, world.ports());
        await Promise.allSettled([world.deliver(queue.at(-1), ports)]);
        world.advance(121);
      },
    };
    await deliver(0);
    for (const { kind, n } of happening) await handlers[kind](n);
    world.advance(121);
    for (const index of queue.keys()) await deliver(index);
    const started = (await world.remediations(name)).flatMap(({ decision, plan, steps }) => {
      const request = decision.split('@approve.')[1];
      if (request === undefined) return [];
      const index = plan?.steps.findIndex(({ kind }) => kind === 'assign-service-account');
      return [{ request, move: steps.find((step) => step.index === index)?.before }];
    });
    const moves = world
      .writes()
      .slice(written)
      .filter(({ who, what }) => who === 'job-writer' && what.endsWith(`/${name}`)).length;
    return { shown, rejected, started, moves };
  }

  /** What evaluate publishes of the job now; nothing while it is compliant. */
  async function seenIfWrong(name: string): Promise<readonly FunctionMessage[]> {
    return world.seen(name).then(
      (message) => [message],
      () => [],
    );
  }
});
