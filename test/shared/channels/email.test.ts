import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEmail } from '../../../shared/channels/email.ts';
import { deliver } from '../../../shared/channels/smtp.ts';
import { Channels } from '../../../shared/domain/channels.ts';
import { MAIL_PASSWORD, type SeenMail, startMail } from './mail-server.ts';
import { readHtml } from './read-html.ts';
import { someAlertNews, someDraft, someTicketNews, strangeTicketNews } from './some-news.ts';
import { somePorts } from './some-ports.ts';

type Server = Awaited<ReturnType<typeof startMail>>;

let server: Server;
beforeAll(async () => {
  server = await startMail();
});
afterAll(() => server.close());

function connected(
  to: Server,
  changes: object = {},
  { authority = to.authority, secret = MAIL_PASSWORD } = {},
) {
  const { mail } = Channels.parse({
    mail: {
      email: {
        host: '127.0.0.1',
        port: to.port,
        from: 'bailiff@example.com',
        to: ['security@example.com', 'platform@example.com'],
        user: to.user,
        password: 'projects/bailiff-prod/secrets/mail/versions/1',
        ...changes,
      },
    },
  });
  if (mail?.email === undefined) throw new Error('The channel is one of mail.');
  const { people, alerts } = connectEmail(mail.email, somePorts(secret, { authority }));
  if (people === undefined || alerts === undefined) throw new Error('Mail is for both.');
  return { people, alerts };
}

function last(): SeenMail {
  const mail = server.messages().at(-1);
  if (mail === undefined) throw new Error('There is no mail.');
  return mail;
}

describe('mail', () => {
  it('says what became of a ticket as text', async () => {
    await connected(server).people.tell(someTicketNews());
    const { parts, from, to, secure, user } = last();
    expect({ from, to, secure, user }).toEqual({
      from: 'bailiff@example.com',
      to: ['security@example.com', 'platform@example.com'],
      secure: true,
      user: 'bailiff',
    });
    expect(parts['text/plain']).toBe(
      [
        'BAILIFF-7 was opened (high): nightly of payments-prod runs as a default account',
        '',
        'The rule says ticket.',
        '',
        'About:',
        '- Severity: high',
        '- Project: payments-prod',
        '- Rules: default-service-account',
        '- Owner: team-payments',
        '',
        'Ticket in github: https://github.com/example/jobs/issues/12',
        '',
        '----',
        '',
        'The default account is an Editor.',
        '',
        'Plan:',
        '- Make an account.',
        '- Move the job onto it.',
        '',
        'With gcloud:',
        '    gcloud run jobs update nightly \\',
        '      --project=payments-prod',
        '',
        '----',
        '',
        'Log entry: https://console.cloud.google.com/logs/query',
        '',
      ].join('\n'),
    );
  });

  it('says the same as HTML that needs nothing from elsewhere', async () => {
    await connected(server).people.tell(someTicketNews());
    const html = last().parts['text/html'] ?? '';
    const { text, links, elements } = readHtml(html);
    expect(text).toContain('gcloud run jobs update nightly \\\n  --project=payments-prod');
    expect(text).toContain('Move the job onto it.');
    expect(links).toEqual([
      { text: 'Ticket in github', url: 'https://github.com/example/jobs/issues/12' },
      { text: 'Log entry', url: 'https://console.cloud.google.com/logs/query' },
    ]);
    expect(elements).not.toContainEqual(expect.stringMatching(/^(?:img|script|style|link|iframe)/));
    expect(html).not.toMatch(/url\(|src=|<script|<style|@import/i);
  });

  it('bears the headers by which programs know it again, thread it and answer no robot', async () => {
    await connected(server).people.tell(someTicketNews());
    expect(last().headers).toMatchObject({
      from: ['bailiff@example.com'],
      to: ['security@example.com, platform@example.com'],
      subject: ['BAILIFF-7 was opened (high): nightly of payments-prod runs as a default account'],
      'message-id': ['<0123456789abcdef0123456789abcdef@example.com>'],
      'in-reply-to': ['<ticket-fedcba9876543210fedcba9876543210@example.com>'],
      references: ['<ticket-fedcba9876543210fedcba9876543210@example.com>'],
      'auto-submitted': ['auto-generated'],
      date: ['Sun, 22 Nov 2026 10:00:02 +0000'],
    });
  });

  it('says an alert', async () => {
    await connected(server).alerts.tell(someAlertNews());
    expect(last().headers['subject']?.[0]).toMatch(/^Alert: fight \(critical\): \/\/run\./);
    expect(last().parts['text/plain']).toContain('Ask who deploys it.');
  });

  it.each([
    'x\r\nBcc: a@evil.example',
    'x\nSubject: y',
    '\r\n\r\nbody',
    '\r\n.\r\nMAIL FROM:<x@evil.example>\r\n',
  ])('is one mail to those it is for, whatever %j would have it be', async (name) => {
    const before = server.messages().length;
    await connected(server).people.tell(strangeTicketNews(name));
    expect(server.messages()).toHaveLength(before + 1);
    const { headers, to } = last();
    expect(to).toEqual(['security@example.com', 'platform@example.com']);
    expect(headers['bcc']).toBeUndefined();
    expect(headers['subject']).toHaveLength(1);
  });

  it.each(['=?utf-8?q?=40everyone?=', '=?utf-8?b?QGV2ZXJ5b25l?= x', 'ü =?utf-8?q?=40everyone?='])(
    'has no program decode %j in a subject',
    async (title) => {
      await connected(server).people.tell(someTicketNews({ draft: someDraft({ title }) }));
      expect(last().headers['subject']?.[0]).toContain('= ?utf-8?');
      expect(last().headers['subject']?.[0]).not.toContain('@everyone');
    },
  );

  it.each([
    ['rate-limited', { kind: 'rate-limited', uncertain: false }, 'answered 421 to MAIL FROM.'],
    ['unavailable', { kind: 'unavailable', uncertain: false }, 'answered 451 to MAIL FROM.'],
    ['refused', { kind: 'refused', uncertain: false }, 'answered 550 to MAIL FROM.'],
    [
      'reset',
      { kind: 'unavailable', uncertain: false },
      'did not take a mail (ECONNECTION to CONN).',
    ],
    [
      'lost-answer',
      { kind: 'unavailable', uncertain: true },
      'did not take a mail (ECONNECTION to CONN).',
    ],
  ] as const)('says that a mail was %s', async (how, failure, message) => {
    server.fail(how);
    await expect(connected(server).people.tell(someTicketNews())).rejects.toMatchObject({
      name: 'ChannelFailure',
      ...failure,
      message: `The mail server 127.0.0.1 ${message}`,
    });
  });

  it('waits for a mail server no longer than it was told to', async () => {
    const slow = await startMail();
    slow.fail('late');
    const { port, authority } = slow;
    const target = {
      host: '127.0.0.1',
      port,
      security: 'starttls',
      authority,
      login: undefined,
    } as const;
    const envelope = { from: 'a@example.com', to: ['b@example.com'] };
    const sent = deliver(target, envelope, Buffer.from('x'), 100);
    await expect(sent).rejects.toMatchObject({ kind: 'unavailable', uncertain: false });
    await slow.close();
  });

  it('says that it may not log in, and no word of the password', async () => {
    const told = connected(server, {}, { secret: 'wrong-password' }).people.tell(someTicketNews());
    await expect(told).rejects.toMatchObject({
      kind: 'refused',
      message: 'The mail server 127.0.0.1 answered 535 to AUTH PLAIN.',
    });
  });

  it('asks for a user and a password, or neither', async () => {
    const told = connected(server, { user: undefined }).people.tell(someTicketNews());
    await expect(told).rejects.toMatchObject({
      kind: 'refused',
      message:
        'To log in to the mail server 127.0.0.1 takes a user and a password, and the channel names one of them alone.',
    });
  });

  it('sends nothing where the server cannot be trusted', async () => {
    const stranger = await startMail({ name: 'mail.example.com' });
    const cases = [
      // Of an authority that nobody named.
      connected(server, {}, { authority: stranger.authority }),
      // For another name.
      connected(stranger),
    ];
    for (const { people } of cases)
      await expect(people.tell(someTicketNews())).rejects.toMatchObject({
        kind: 'refused',
        message:
          'The certificate of the mail server 127.0.0.1 is not to be trusted. Give the channel the authority that it is from, or have the server show one for this name.',
      });
    expect(stranger.messages()).toEqual([]);
    await stranger.close();
  });

  it('sends nothing where there is no STARTTLS', async () => {
    const plain = await startMail({ starttls: false });
    await expect(connected(plain).people.tell(someTicketNews())).rejects.toMatchObject({
      kind: 'refused',
    });
    expect(plain.messages()).toEqual([]);
    await plain.close();
  });

  it('speaks TLS from the first byte on where it is told to', async () => {
    const tls = await startMail({ tls: true });
    await connected(tls, { security: 'tls' }).people.tell(someTicketNews());
    expect(tls.messages()).toMatchObject([{ secure: true }]);
    await tls.close();
  });
});
