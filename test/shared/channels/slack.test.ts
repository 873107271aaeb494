import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSlack } from '../../../shared/channels/slack.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { expectAsItStands } from './expect-as-it-stands.ts';
import { startSlack } from './slack-server.ts';
import {
  someAlertNews,
  someDraft,
  someTicketNews,
  strangeAlertNews,
  strangeTicketNews,
} from './some-news.ts';
import { somePorts } from './some-ports.ts';

const CONFIG = { webhook: 'projects/bailiff-prod/secrets/slack/versions/1' };

let server: Awaited<ReturnType<typeof startSlack>>;
beforeAll(async () => {
  server = await startSlack();
});
afterAll(() => server.close());

function connected(webhook = server.webhook) {
  const { people, alerts } = connectSlack(CONFIG, somePorts(webhook));
  if (people === undefined || alerts === undefined) throw new Error('Slack is for both.');
  return { people, alerts };
}

describe('Slack', () => {
  it('shows what became of a ticket, the plan and the links', async () => {
    await connected().people.tell(someTicketNews());
    expect(server.messages().at(-1)).toEqual({
      text: [
        'BAILIFF-7 was opened (high)',
        'BAILIFF-7 was opened (high)',
        'nightly of payments-prod runs as a default account',
        'The rule says ticket.',
        'About',
        'Severity: highProject: payments-prodRules: default-service-accountOwner: team-payments',
        'Ticket in github',
        '',
        'The default account is an Editor.',
        'Plan',
        'Make an account.Move the job onto it.',
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
    });
  });

  it('shows an alert', async () => {
    await connected().alerts.tell(someAlertNews());
    expect(server.messages().at(-1)?.text).toContain(
      'Alert: fight (critical)\n//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly\nnightly was set back 5 times. Ask who deploys it.',
    );
  });

  it('tells of a closed ticket why it was closed, and no more', async () => {
    await connected().people.tell(someTicketNews({ change: 'closed', because: 'It was mended.' }));
    const text = server.messages().at(-1)?.text;
    expect(text).toContain('BAILIFF-7 was closed (high)');
    expect(text).toContain('It was mended.');
    expect(text).not.toContain('gcloud');
  });

  it.each(HOSTILE_NAMES.map((name) => [name]))('shows %j as it stands', async (name) => {
    const before = server.messages().length;
    await connected().people.tell(strangeTicketNews(name));
    await connected().alerts.tell(strangeAlertNews(name));
    expectAsItStands(server.messages().slice(before), name);
  });

  it('stays within its limits however much there is, and says what it leaves out', async () => {
    const body = Array.from(
      { length: 500 },
      () => ({ kind: 'paragraph', text: 'ü'.repeat(200) }) as const,
    );
    await connected().people.tell(someTicketNews({ draft: someDraft({ body }) }));
    expect(server.messages().at(-1)?.text).toMatch(
      /ü\n\[… 4\d\d more parts: the ticket has them\]$/,
    );
    const long = [
      { kind: 'list', heading: 'Jobs', items: Array.from({ length: 100 }, String) },
    ] as const;
    await connected().people.tell(someTicketNews({ draft: someDraft({ body: long }) }));
    expect(server.messages().at(-1)?.text).toContain('[… 60 more]');
  });

  it('makes a link of https alone', async () => {
    const url = 'javascript:alert(1)';
    const body = [{ kind: 'link', label: 'x', url }] as const;
    await connected().people.tell(
      someTicketNews({ draft: someDraft({ body }), links: { evil: url } }),
    );
    expect(server.messages().at(-1)?.links).toEqual([]);
  });

  it.each([
    [
      'rate-limited',
      { kind: 'rate-limited', retryAfterSeconds: 7, uncertain: false },
      'Slack answered 429 to POST: rate_limited.',
    ],
    [
      'unavailable',
      { kind: 'unavailable', uncertain: true },
      'Slack answered 503 to POST: rollup_error.',
    ],
    [
      'refused',
      { kind: 'refused', uncertain: false },
      'Slack answered 403 to POST: action_prohibited.',
    ],
    ['reset', { kind: 'unavailable', uncertain: true }, 'Slack gave no answer (ECONNRESET).'],
    ['lost-answer', { kind: 'unavailable', uncertain: true }, 'Slack gave no answer (ECONNRESET).'],
    ['half', { kind: 'unavailable', uncertain: true }, 'Slack gave no answer (ECONNRESET).'],
  ] as const)('says that a message was %s', async (how, failure, message) => {
    server.fail(how);
    const told = connected().people.tell(someTicketNews());
    await expect(told).rejects.toMatchObject({ name: 'ChannelFailure', ...failure, message });
  });

  it('takes nothing but ok for a yes', async () => {
    const fetch = async () => ({
      status: 200,
      arrayBuffer: async () => Uint8Array.from(Buffer.from('<html>')).buffer,
    });
    const { people } = connectSlack(CONFIG, somePorts(server.webhook, { fetch }));
    await expect(people?.tell(someTicketNews())).rejects.toMatchObject({
      kind: 'unavailable',
      uncertain: true,
      message: 'Slack did not answer ok to a message.',
    });
  });

  it('repeats nothing of a page that somebody else answers with', async () => {
    const page = Uint8Array.from(Buffer.from('<html>hooks.slack.com/services/T0</html>')).buffer;
    const fetch = async () => ({ status: 502, arrayBuffer: async () => page });
    const { people } = connectSlack(CONFIG, somePorts(server.webhook, { fetch }));
    await expect(people?.tell(someTicketNews())).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'Slack answered 502 to POST.',
    });
  });

  it.each([
    'http://hooks.slack.example/services/secret',
    'not an address',
    'https://user@x.example/secret',
    '',
  ])('sends nothing to %j, and tells nobody what the secret holds', async (webhook) => {
    const asked = server.requests.length;
    const told = connected(webhook).people.tell(someTicketNews());
    await expect(told).rejects.toMatchObject({
      kind: 'refused',
      message:
        "The secret that names the webhook of Slack holds no https address. Copy the webhook's address, as Slack shows it, into a new version of the secret.",
    });
    expect(server.requests).toHaveLength(asked);
  });
});
