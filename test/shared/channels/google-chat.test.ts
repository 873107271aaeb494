import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectGoogleChat } from '../../../shared/channels/google-chat.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { startChat } from './chat-server.ts';
import { expectAsItStands } from './expect-as-it-stands.ts';
import {
  someAlertNews,
  someDraft,
  someTicketNews,
  strangeAlertNews,
  strangeTicketNews,
} from './some-news.ts';
import { somePorts } from './some-ports.ts';

const CONFIG = { webhook: 'projects/bailiff-prod/secrets/chat/versions/1' };
const THREAD = 'ticket-fedcba9876543210fedcba9876543210';

let server: Awaited<ReturnType<typeof startChat>>;
beforeAll(async () => {
  server = await startChat();
});
afterAll(() => server.close());

let marks = 0;
function connected(webhook = server.webhook) {
  const { people, alerts } = connectGoogleChat(CONFIG, somePorts(webhook));
  if (people === undefined || alerts === undefined) throw new Error('Google Chat is for both.');
  return { people, alerts };
}
/** A mark that no other news has. */
function mark() {
  marks += 1;
  return { mark: String(marks).padStart(32, '0') };
}

describe('Google Chat', () => {
  it('shows what became of a ticket, the plan and the links', async () => {
    await connected().people.tell({ ...someTicketNews(), ...mark() });
    expect(server.messages().at(-1)).toEqual({
      text: [
        'BAILIFF-7 was opened (high)',
        'BAILIFF-7 was opened (high)',
        'nightly of payments-prod runs as a default account',
        'The rule says ticket.',
        'About',
        '• Severity: high',
        '• Project: payments-prod',
        '• Rules: default-service-account',
        '• Owner: team-payments',
        'Ticket in github',
        '',
        'The default account is an Editor.',
        'Plan',
        '• Make an account.',
        '• Move the job onto it.',
        'With gcloud',
        'gcloud run jobs update nightly \\',
        '  --project=payments-prod',
        '',
        'Log entry',
      ].join('\n'),
      links: [
        { text: 'Ticket in github', url: 'https://github.com/example/jobs/issues/12' },
        { text: 'Log entry', url: 'https://console.cloud.google.com/logs/query' },
      ],
      made: [],
      thread: THREAD,
    });
  });

  it('keeps all that concerns one ticket in one thread, and an alert in another', async () => {
    const before = server.messages().length;
    const { people, alerts } = connected();
    await people.tell({ ...someTicketNews({ change: 'awaits-approval' }), ...mark() });
    await people.tell({ ...someTicketNews({ change: 'closed' }), ...mark() });
    await alerts.tell({ ...someAlertNews(), ...mark() });
    await alerts.tell({ ...someAlertNews({ count: 3 }), ...mark() });
    const threads = server
      .messages()
      .slice(before)
      .map(({ thread }) => thread);
    expect(threads.slice(0, 2)).toEqual([THREAD, THREAD]);
    expect(threads[2]).toMatch(/^alert-[0-9a-f]{32}$/);
    expect(threads[3]).toBe(threads[2]);
  });

  it('posts once what is told again after its answer was lost', async () => {
    const before = server.messages().length;
    const news = { ...someTicketNews(), ...mark() };
    server.fail('lost-answer');
    await expect(connected().people.tell(news)).rejects.toMatchObject({ uncertain: true });
    await connected().people.tell(news);
    expect(server.messages()).toHaveLength(before + 1);
  });

  it.each(HOSTILE_NAMES.map((name) => [name]))('shows %j as it stands', async (name) => {
    const before = server.messages().length;
    await connected().people.tell({ ...strangeTicketNews(name), ...mark() });
    await connected().alerts.tell({ ...strangeAlertNews(name), ...mark() });
    expectAsItStands(server.messages().slice(before), name);
  });

  it('stays within 32,000 bytes whatever escaping adds, and says what it leaves out', async () => {
    const text = '&'.repeat(30_000);
    const body = Array.from({ length: 50 }, () => ({ kind: 'paragraph', text }) as const);
    const draft = someDraft({ title: text, body });
    await connected().people.tell({ ...someTicketNews({ draft, because: text }), ...mark() });
    const shown = server.messages().at(-1)?.text;
    expect(shown).toMatch(/&{500} \[… 29\d{3} more characters\]/);
    expect(shown).toMatch(/\[… 4\d more parts: the ticket has them\]$/);
  });

  it('cuts no pair of surrogates in two', async () => {
    const draft = someDraft({ title: `x${'😀'.repeat(5_000)}` });
    await connected().people.tell({ ...someTicketNews({ draft }), ...mark() });
    expect(server.messages().at(-1)?.text).not.toContain('\uFFFD');
  });

  it.each([
    [
      'rate-limited',
      { kind: 'rate-limited', uncertain: false },
      'Google Chat answered 429 to POST: {"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}.',
    ],
    [
      'unavailable',
      { kind: 'unavailable', uncertain: true },
      'Google Chat answered 503 to POST: Down for a while.',
    ],
    [
      'refused',
      { kind: 'refused', uncertain: false },
      'Google Chat answered 401 to POST: Bad credentials.',
    ],
    ['reset', { kind: 'unavailable', uncertain: true }, 'Google Chat gave no answer (ECONNRESET).'],
    ['half', { kind: 'unavailable', uncertain: true }, 'Google Chat gave no answer (ECONNRESET).'],
  ] as const)('says that a message was %s', async (how, failure, message) => {
    server.fail(how);
    const told = connected().people.tell({ ...someTicketNews(), ...mark() });
    await expect(told).rejects.toMatchObject({ name: 'ChannelFailure', ...failure, message });
  });

  it('tells nobody its key and token, not even when Chat repeats them', async () => {
    const json = (webhook: string) => JSON.stringify({ message: `No such ${webhook}` });
    const fetch = async (url: string) => ({
      status: 404,
      arrayBuffer: async () => Uint8Array.from(Buffer.from(json(url))).buffer,
    });
    const { people } = connectGoogleChat(CONFIG, somePorts(server.webhook, { fetch }));
    const told: unknown = await people?.tell(someTicketNews()).catch((error: unknown) => error);
    expect(String(told)).toMatch(/^ChannelFailure: Google Chat answered 404 to POST: No such \[?/);
    expect(String(told)).not.toMatch(/AIzaSy|tttttt/);
  });

  it('sends nothing to an address that is not https', async () => {
    const asked = server.requests.length;
    const told = connected(server.url).people.tell(someTicketNews());
    await expect(told).rejects.toMatchObject({
      kind: 'refused',
      message:
        "The secret that names the webhook of Google Chat holds no https address. Copy the webhook's address, as Google Chat shows it, into a new version of the secret.",
    });
    expect(server.requests).toHaveLength(asked);
  });
});
