import { createHash } from 'node:crypto';
import type { Severity } from '../domain/severity.ts';
import { ask } from './ask.ts';
import type { Draft } from './channel.ts';
import { fittingBlocks } from './fitting-blocks.ts';
import { isLink } from './is-link.ts';
import { legible } from './legible.ts';
import { plainBlocks } from './plain-blocks.ts';
import type { Connect } from './ports.ts';
import { titleLine } from './title-line.ts';

const LONGEST_SUMMARY = 1_024;
/** An event may have 512 KB in all; more than this nobody reads on a telephone. */
const LONGEST_DETAIL = 16_000;
const LONGEST_ABOUT = 255;
const SEVERITIES = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
} as const satisfies Record<Severity, string>;

/**
 * Alerts of PagerDuty by its Events API v2. A ticket's fingerprint is the dedup_key: triggering what is open adds to
 * it and pages nobody, so an attempt repeated does no harm and nothing needs to be looked for. Notes and revisions are
 * not sent: they would page, should somebody have resolved the alert by hand, and who was paged reads on in the ticket.
 * https://developer.pagerduty.com/docs/send-alert-event
 */
export const connectPagerduty: Connect<'pagerduty'> = (config, { fetch, secret }) => {
  const url = `${config.events.replace(/\/+$/, '')}/v2/enqueue`;

  return {
    tickets: {
      urgent: true,
      find: async () => undefined,
      open: async (draft) => {
        await triggerFor(draft);
        return { id: draft.fingerprint, url: undefined, state: 'open' };
      },
      revise: async () => {},
      comment: async () => {},
      close: (id) => enqueue({ event_action: 'resolve', dedup_key: id }),
      reopen: (_id, _note, draft) => triggerFor(draft),
    },
    alerts: {
      tell: ({ alert: { key, kind, severity, text, about, id } }) =>
        enqueue({
          event_action: 'trigger',
          dedup_key: `bailiff-alert-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`,
          client: 'Bailiff',
          payload: {
            summary: titleLine(text, LONGEST_SUMMARY) || id,
            source: titleLine(about, LONGEST_ABOUT) || 'Bailiff',
            severity: SEVERITIES[severity],
            class: kind,
            custom_details: { alert: id, about: legible(about) },
          },
        }),
    },
  };

  async function triggerFor(draft: Draft): Promise<void> {
    const { fingerprint, id, title, body, severity, rules, project, owner } = draft;
    const fits = (text: string) => text.length <= LONGEST_DETAIL;
    const text = plainBlocks(fittingBlocks(body, (some) => fits(plainBlocks(some))));
    await enqueue({
      event_action: 'trigger',
      dedup_key: fingerprint,
      client: 'Bailiff',
      payload: {
        summary: titleLine(title, LONGEST_SUMMARY) || id,
        source: titleLine(project, LONGEST_ABOUT) || 'Bailiff',
        severity: SEVERITIES[severity],
        class: rules.join(', '),
        custom_details: {
          ticket: id,
          project: titleLine(project, LONGEST_ABOUT),
          ...(owner === undefined ? {} : { owner: titleLine(owner, LONGEST_ABOUT) }),
          text,
        },
      },
      links: body
        .filter((block) => block.kind === 'link')
        .filter((link) => isLink(link.url))
        .map((link) => ({
          href: new URL(link.url).href,
          text: titleLine(link.label, LONGEST_ABOUT),
        })),
    });
  }

  async function enqueue(event: object): Promise<void> {
    const routing_key = await secret(config.routingKey);
    const body = { routing_key, ...event };
    await ask(fetch, { system: 'PagerDuty', method: 'POST', url, body, secrets: [routing_key] });
  }
};
