import { afterEach, describe, expect, test } from 'vitest';
import type { TicketSystem } from '../../../shared/channels/channel.ts';
import type { ChannelPorts } from '../../../shared/channels/ports.ts';
import { overHttp } from '../../../shared/http/over-http.ts';
import { draftWith, noteWith } from '../../fixtures/draft.ts';
import { DESKS, type Desk } from './desks.ts';
import { portsWith } from './ports.ts';
import type { Failing, Vendor } from './vendor.ts';

const FAILURES: readonly (readonly [Failing, object])[] = [
  ['rate-limited', { kind: 'rate-limited', uncertain: false }],
  ['unavailable', { kind: 'unavailable' }],
  ['refused', { kind: 'refused', uncertain: false }],
  ['reset', { kind: 'unavailable', uncertain: true }],
  ['late', { kind: 'unavailable', uncertain: true }],
  ['half', { kind: 'unavailable', uncertain: true }],
  ['lost-answer', { kind: 'unavailable', uncertain: true }],
];

const TROUBLES = [0, 1, 2, 3].flatMap((request) =>
  (['rate-limited', 'half', 'lost-answer'] as const).map((how) => [how, request] as const),
);

const open: Vendor[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** Before how many more requests the server fails; never, below 0. */
interface Trouble {
  requests: number;
  how: Failing;
  /** How long an answer may take. */
  patienceMs: number;
}

async function at({ start, secret, connect }: Desk) {
  const server = await start();
  open.push(server);
  const trouble: Trouble = { requests: -1, how: 'late', patienceMs: 10_000 };
  const fetch: ChannelPorts['fetch'] = (url, request) => {
    if (trouble.requests === 0) server.fail(trouble.how);
    trouble.requests -= 1;
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(trouble.patienceMs)]);
    return overHttp(url, { ...request, signal });
  };
  const { tickets } = connect(server.url, portsWith(secret, { fetch }));
  if (tickets === undefined) throw new Error('A desk has tickets');
  return { server, tickets, trouble };
}

/** What whoever tries again does. */
async function opened(tickets: TicketSystem) {
  return (await tickets.find(draftWith().fingerprint)) ?? (await tickets.open(draftWith()));
}

describe.each(Object.entries(DESKS))('%s', (_, desk) => {
  test.each(FAILURES)('when %s says so, and has one ticket in the end', async (how, expected) => {
    const { server, tickets, trouble } = await at(desk);
    server.fail(how);
    trouble.patienceMs = how === 'late' ? 100 : 10_000;
    const failure = await tickets.open(draftWith()).catch((error: unknown) => error);
    trouble.patienceMs = 10_000;
    expect(failure).toMatchObject({ name: 'ChannelFailure', ...expected });
    expect(String(failure)).not.toContain(desk.secret);
    expect((await opened(tickets)).state).toBe('open');
    expect(server.tickets()).toHaveLength(1);
  });

  test.each(TROUBLES)(
    'that fails (%s at request %i of each step) hears each note once, and ends up as it should',
    async (how, request) => {
      const { server, tickets, trouble } = await at(desk);
      const { id } = await opened(tickets);
      const steps = [
        (again: boolean) => tickets.comment(id, noteWith({ again })),
        (again: boolean) => tickets.close(id, noteWith({ again, mark: '1'.repeat(16) })),
        (again: boolean) =>
          tickets.reopen(id, noteWith({ again, mark: '2'.repeat(16) }), draftWith()),
      ];
      const states: unknown[] = [];
      for (const step of steps) {
        Object.assign(trouble, { how, requests: request });
        const again = () => step(true);
        // A connection that breaks behind a whole answer is only found broken by the request after that.
        await step(false).catch(again).catch(again);
        states.push(server.tickets().at(-1)?.state);
      }
      expect(states).toEqual(['open', 'closed', 'open']);
      expect(server.tickets().flatMap(({ comments }) => comments)).toHaveLength(desk.notes);
      // PagerDuty alone makes a new alert of what was resolved.
      expect(server.tickets()).toHaveLength(desk.notes === 0 ? 2 : 1);
    },
  );
});
