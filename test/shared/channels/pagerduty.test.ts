import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Channel } from '../../../shared/channels/channel.ts';
import { connectPagerduty } from '../../../shared/channels/pagerduty.ts';
import { someAlert } from '../../fixtures/alert.ts';
import { draftWith, noteWith } from '../../fixtures/draft.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { PAGERDUTY_KEY, start } from './pagerduty-server.ts';
import { portsWith } from './ports.ts';

let server: Awaited<ReturnType<typeof start>>;
let channel: Required<Pick<Channel, 'tickets' | 'alerts'>>;
beforeAll(async () => {
  server = await start();
  channel = connected();
});
afterAll(() => server.close());

function connected(key = PAGERDUTY_KEY) {
  const { tickets, alerts } = connectPagerduty(
    { events: server.url, routingKey: 'projects/p/secrets/pagerduty/versions/1' },
    portsWith(key),
  );
  if (tickets === undefined || alerts === undefined) throw new Error('PagerDuty has both');
  return { tickets, alerts };
}

describe('PagerDuty', () => {
  test('is triggered by a ticket', async () => {
    const copy = await channel.tickets.open(draftWith());
    expect(copy).toEqual({
      id: '0123456789abcdef0123456789abcdef',
      url: undefined,
      state: 'open',
    });
    expect(server.events.at(-1)).toEqual({
      routing_key: PAGERDUTY_KEY,
      event_action: 'trigger',
      dedup_key: '0123456789abcdef0123456789abcdef',
      client: 'Bailiff',
      payload: {
        summary: 'Job nightly of payments-prod runs as the default service account',
        source: 'payments-prod',
        severity: 'error',
        class: 'default-service-account',
        custom_details: {
          ticket: 'BAILIFF-7',
          project: 'payments-prod',
          owner: 'team-payments',
          text: expect.stringContaining('gcloud run jobs update nightly'),
        },
      },
      links: [{ href: 'https://console.cloud.google.com/logs?a=b', text: 'The log entry' }],
    });
  });

  test('pages once for a ticket whose first answer was lost', async () => {
    const before = server.pages();
    const draft = draftWith({ fingerprint: 'a'.repeat(32) });
    server.fail('lost-answer');
    await expect(channel.tickets.open(draft)).rejects.toMatchObject({ uncertain: true });
    expect(await channel.tickets.find(draft.fingerprint)).toBeUndefined();
    await channel.tickets.open(draft);
    expect(server.pages()).toBe(before + 1);
  });

  test('pages nobody for a note or a revision, and again for what comes back', async () => {
    const draft = draftWith({ fingerprint: 'b'.repeat(32) });
    const { id } = await channel.tickets.open(draft);
    const before = server.pages();
    await channel.tickets.close(id, noteWith());
    await channel.tickets.close(id, noteWith());
    await channel.tickets.revise(id, draft);
    await channel.tickets.comment(id, noteWith());
    expect(server.pages()).toBe(before);
    expect(server.tickets().at(-1)?.state).toBe('closed');
    await channel.tickets.reopen(id, noteWith(), draft);
    expect(server.pages()).toBe(before + 1);
    expect(server.tickets().at(-1)?.state).toBe('open');
  });

  test.each([
    ['critical', 'critical'],
    ['high', 'error'],
    ['medium', 'warning'],
    ['low', 'info'],
  ] as const)('takes an alert that is %s as %s', async (severity, expected) => {
    await channel.alerts.tell({
      kind: 'alert',
      mark: 'a'.repeat(32),
      alert: { ...someAlert(), severity },
    });
    expect(server.events.at(-1)).toMatchObject({
      event_action: 'trigger',
      dedup_key: 'bailiff-alert-03d281304e78f15f8be4f62dd7d0eecf',
      payload: { summary: 'Somebody sets the job back.', severity: expected, class: 'fight' },
    });
  });

  test('that slows down or is down is told later, and one that refuses says why', async () => {
    server.fail('rate-limited');
    await expect(channel.tickets.open(draftWith())).rejects.toMatchObject({ kind: 'rate-limited' });
    server.fail('unavailable');
    await expect(channel.tickets.open(draftWith())).rejects.toMatchObject({ kind: 'unavailable' });
    const failure = await connected('wrong-key-4711').tickets.open(draftWith()).catch(String);
    expect(failure).toBe(
      'ChannelFailure: PagerDuty answered 400 to POST /v2/enqueue: Event object is invalid; ["routing_key"].',
    );
  });

  test.each(HOSTILE_NAMES)('shows %j as it stands', async (name) => {
    const body = [
      { kind: 'paragraph', text: name },
      { kind: 'link', label: name, url: name },
    ] as const;
    await channel.tickets.open(draftWith({ title: name, owner: name, project: name, body }));
    const told = { ...someAlert(), text: name, about: name };
    await channel.alerts.tell({ kind: 'alert', mark: 'a'.repeat(32), alert: told });
    for (const { payload, links } of server.events.slice(-2)) {
      const texts = textsIn([payload, links]);
      expect(texts.join('')).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      expect(payload?.['summary']).toMatch(/^[^=+\-@\t\r\n]/);
      expect(links?.filter(({ href }) => !String(href).startsWith('https:')) ?? []).toEqual([]);
    }
  });
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
