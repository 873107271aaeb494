import { describe, expect, it } from 'vitest';
import type { AlertNews, TicketNews } from '../../../shared/channels/channel.ts';
import { mail } from '../../../shared/channels/mail.ts';
import { messageOf } from '../../../shared/channels/message.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { readHtml } from './read-html.ts';
import { readMail } from './read-mail.ts';
import { seenRuns, unseenIn } from './seen.ts';
import { someDraft, someTicketNews, strangeAlertNews, strangeTicketNews } from './some-news.ts';

/** Of these alone a mail of HTML is made, and with no other attributes. */
const ELEMENTS =
  /^(?:!DOCTYPE html|html lang|head|meta charset|title|body style|h2|h3|p|p style|ul|li style|pre style|a href|hr)$/;
const LINKS = [
  'https://github.com/example/jobs/issues/12',
  'https://console.cloud.google.com/logs/query',
];

async function composed(news: TicketNews | AlertNews) {
  const { mark } = news;
  const bytes = await mail(messageOf(news), {
    from: 'bailiff@example.com',
    to: ['security@example.com'],
    mark,
    at: '2026-11-22T10:00:00Z',
  });
  return { ...readMail(bytes.toString('latin1')), bytes };
}

describe.each(HOSTILE_NAMES.map((name) => [name]))('a mail about %j', (name) => {
  it.each([strangeTicketNews(name), strangeAlertNews(name)])(
    'shows it as it stands, news of a $kind',
    async (news) => {
      const { headers, parts } = await composed(news);
      const { text, links, elements } = readHtml(parts['text/html'] ?? '');
      expect(elements.filter((element) => !ELEMENTS.test(element))).toEqual([]);
      expect(links.filter(({ url }) => !LINKS.includes(url))).toEqual([]);
      for (const shown of [text, parts['text/plain'] ?? '']) {
        expect(unseenIn(shown)).toEqual([]);
        for (const run of seenRuns(name)) expect(shown).toContain(run);
      }
      expect(unseenIn(headers['subject']?.join('\n') ?? '')).toEqual([]);
      expect(Object.keys(headers).sort()).toEqual([
        'auto-submitted',
        'content-type',
        'date',
        'from',
        'in-reply-to',
        'message-id',
        'mime-version',
        'references',
        'subject',
        'to',
      ]);
      expect(Object.values(headers).filter(({ length }) => length !== 1)).toEqual([]);
    },
  );
});

it('holds no line that is longer than a mail server takes', async () => {
  const { bytes } = await composed(strangeTicketNews('ä"'.repeat(3_000)));
  const longest = Math.max(
    ...bytes
      .toString('latin1')
      .split('\r\n')
      .map(({ length }) => length),
  );
  expect(longest).toBeLessThanOrEqual(998);
});

it('cuts a text that is too long, and says so in both forms', async () => {
  const body = [{ kind: 'paragraph', text: '<'.repeat(300_000) }] as const;
  const { parts } = await composed(someTicketNews({ draft: someDraft({ body }) }));
  expect(parts['text/plain']).toMatch(/<{1000} \[… 2\d{5} more characters\]$/);
  expect(readHtml(parts['text/html'] ?? '').text).toContain(
    'The rest is in the part of this mail that is plain text.',
  );
});
