import { afterEach, describe, expect, test } from 'vitest';
import { connectWebhook } from '../../../shared/channels/webhook.ts';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { someAlert } from '../../fixtures/alert.ts';
import { draftWith, noteWith } from '../../fixtures/draft.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { portsWith } from './ports.ts';
import { startServer, type Vendor } from './vendor.ts';
import { start, WEBHOOK_KEY } from './webhook-server.ts';

const open: Pick<Vendor, 'close'>[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function webhook({
  names = true,
  key = WEBHOOK_KEY,
  audience = undefined as string | undefined,
  metadataHost = undefined as string | undefined,
} = {}) {
  const server = await start({ names });
  open.push(server);
  const url = `${server.url}/hook`;
  let seconds = 7;
  const channel = connectWebhook(
    { url, key: 'projects/p/secrets/hook/versions/1', audience },
    portsWith(key, {
      google: connectGoogle({ apiRoot: 'http://127.0.0.1:9', metadataHost }),
      now: () => `2026-03-04T05:06:${String(seconds++).padStart(2, '0')}Z`,
    }),
  );
  if (channel.tickets === undefined || channel.alerts === undefined) throw new Error('It has both');
  return { server, tickets: channel.tickets, alerts: channel.alerts };
}

describe('a webhook', () => {
  test('is told of a ticket through its life, by the id that it gave', async () => {
    const { server, tickets } = await webhook();
    const copy = await tickets.open(draftWith());
    expect(copy).toEqual({ id: 'DESK-1', url: 'https://desk.example.com/DESK-1', state: 'open' });
    await tickets.revise(copy.id, draftWith({ title: 'Two rules' }));
    await tickets.comment(copy.id, noteWith());
    await tickets.close(copy.id, noteWith({ mark: '1'.repeat(16), text: 'Mended.' }));
    expect(server.tickets()).toMatchObject([{ state: 'closed', title: 'Two rules' }]);
    await tickets.reopen(copy.id, noteWith({ mark: '2'.repeat(16), text: 'Back.' }), draftWith());
    expect(server.tickets()).toMatchObject([
      { id: 'DESK-1', state: 'open', comments: ['Seen again.', 'Mended.', 'Back.'] },
    ]);
  });

  test('that names nothing is told the fingerprint', async () => {
    const { server, tickets } = await webhook({ names: false });
    const { id, url } = await tickets.open(draftWith());
    expect({ id, url }).toEqual({ id: '0123456789abcdef0123456789abcdef', url: undefined });
    await tickets.close(id, noteWith());
    expect(server.tickets()[0]?.state).toBe('closed');
  });

  test('gets the same key for every attempt at one event, and another for every other', async () => {
    const { server, tickets } = await webhook();
    server.fail('lost-answer');
    await expect(tickets.open(draftWith())).rejects.toMatchObject({ uncertain: true });
    const { id } = await tickets.open(draftWith());
    await tickets.comment(id, noteWith());
    await tickets.comment(id, noteWith({ again: true }));
    await tickets.close(id, noteWith());
    await tickets.revise(id, draftWith());
    await tickets.revise(id, draftWith());
    expect(server.tickets()).toHaveLength(1);
    expect(server.tickets()[0]?.comments).toEqual(['Seen again.', 'Seen again.']);
    const keys = server.deliveries.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).toBe(keys[3]);
    expect(new Set(keys).size).toBe(5);
  });

  test('is told of alerts', async () => {
    const { server, alerts } = await webhook();
    await alerts.tell({ kind: 'alert', mark: 'a'.repeat(32), alert: someAlert() });
    expect(server.alerts).toEqual([
      {
        id: 'alert-1',
        kind: 'fight',
        severity: 'critical',
        text: 'Somebody sets the job back.',
        about: '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly',
        firstRaised: '2026-03-04T05:00:00Z',
        lastRaised: '2026-03-04T05:00:00Z',
        count: 1,
      },
    ]);
  });

  test('that answers with an address that is no https link, or an id of two lines, is not believed', async () => {
    const answers = [{ url: 'javascript:alert(1)' }, { id: 'a\nb' }, { url: 'http://x.example' }];
    const server = await startServer(() => ({ status: 200, json: answers.shift() }));
    open.push(server);
    const { tickets } = connectWebhook(
      { url: server.url, key: 'projects/p/secrets/hook/versions/1' },
      portsWith(WEBHOOK_KEY),
    );
    for (let asked = 0; asked < 3; asked += 1)
      await expect(tickets?.open(draftWith())).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('sees no key and no signature in a failure', async () => {
    const { tickets } = await webhook({ key: 'another-key-4711' });
    const failure = await tickets.open(draftWith()).catch(String);
    expect(failure).toBe(
      'ChannelFailure: The webhook answered 401 to POST /hook: The signature is not Bailiff’s..',
    );
  });

  test('gets an ID token for its audience from the metadata server, and one for all calls', async () => {
    const expires = Math.floor(Date.now() / 1000) + 3600;
    const claims = Buffer.from(JSON.stringify({ exp: expires })).toString('base64url');
    const asked: string[] = [];
    const metadata = await startServer(({ url, headers }) => {
      asked.push(`${headers['metadata-flavor']} ${url.pathname}${url.search}`);
      return { status: 200, text: `h.${claims}.s` };
    });
    open.push(metadata);
    const { server, tickets } = await webhook({
      audience: 'https://desk.example.com',
      metadataHost: new URL(metadata.url).host,
    });
    const { id } = await tickets.open(draftWith());
    await tickets.comment(id, noteWith());
    expect(server.deliveries.map(({ headers }) => headers['authorization'])).toEqual([
      `Bearer h.${claims}.s`,
      `Bearer h.${claims}.s`,
    ]);
    expect(asked).toEqual([
      'Google /computeMetadata/v1/instance/service-accounts/default/identity?audience=https%3A%2F%2Fdesk.example.com&format=full',
    ]);
  });

  test('with an audience where no metadata server is says so', async () => {
    const { tickets } = await webhook({ audience: 'https://desk.example.com' });
    await expect(tickets.open(draftWith())).rejects.toThrow(
      'An ID token for https://desk.example.com comes from the metadata server, and there is none here',
    );
  });

  test('gets hostile texts as they are, with what is unseen shown, within the schema', async () => {
    const { server, tickets, alerts } = await webhook();
    for (const name of HOSTILE_NAMES) {
      const body = [
        { kind: 'paragraph', text: name },
        { kind: 'list', heading: name, items: [name] },
        { kind: 'code', heading: name, lines: [name] },
        { kind: 'link', label: name, url: 'https://example.com/' },
      ] as const;
      const draft = draftWith({ title: name, owner: name, project: name, body });
      const { id } = await tickets.open(draft);
      await tickets.reopen(id, noteWith({ text: name }), draft);
      const told = { ...someAlert(), text: name, about: name };
      await alerts.tell({ kind: 'alert', mark: 'a'.repeat(32), alert: told });
    }
    const texts = server.deliveries.flatMap(({ body }) => textsIn(JSON.parse(body)));
    expect(texts.filter((text) => /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(text))).toEqual(
      [],
    );
    expect(texts).toContain('**bold** _it_ ~~gone~~ `code`');
  });

  test('gets no more than a receiver takes', async () => {
    const { server, tickets } = await webhook();
    const body = [{ kind: 'paragraph', text: '\u0000"'.repeat(100_000) } as const];
    await tickets.open(draftWith({ body }));
    expect(server.deliveries[0]?.body.length).toBeLessThan(101_000);
    expect(server.tickets()[0]?.text).toContain("more characters; Bailiff's console shows all]");
  });
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
