import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { type Credentials, NoCredentials } from '../http/credentials.ts';
import { identityToken } from '../http/identity-token.ts';
import { Unanswered } from '../http/unanswered.ts';
import { answered } from './answered.ts';
import { ask } from './ask.ts';
import { ChannelFailure } from './channel-failure.ts';
import { isLink } from './is-link.ts';
import type { Connect } from './ports.ts';
import { alertEvent, ticketEvent, type WebhookEvent } from './webhook-event.ts';

const Told = z
  .object({
    id: z
      .string()
      .regex(/^[^\p{C}]{1,200}$/u)
      .optional(),
    url: z.string().max(2_000).refine(isLink).optional(),
  })
  .optional();

/**
 * Whatever takes signed JSON over HTTPS, as docs/webhook.md says: tickets and alerts. A receiver is asked for nothing,
 * so `find` never finds; it knows by the fingerprint that a ticket is opened again that it has already.
 */
export const connectWebhook: Connect<'webhook'> = (config, { fetch, google, secret, now }) => {
  let identity: Credentials | undefined;

  return {
    tickets: {
      find: async () => undefined,
      open: async (draft) => {
        const { fingerprint } = draft;
        const answer = await post(ticketEvent({ event: 'opened', id: fingerprint, draft }, now()));
        const { id = fingerprint, url } = answered('The webhook', Told, answer) ?? {};
        return { id, url, state: 'open' };
      },
      revise: (id, draft) => tell(ticketEvent({ event: 'revised', id, draft }, now())),
      comment: (id, note) => tell(ticketEvent({ event: 'commented', id, note }, now())),
      close: (id, note) => tell(ticketEvent({ event: 'closed', id, note }, now())),
      reopen: (id, note, draft) => tell(ticketEvent({ event: 'reopened', id, draft, note }, now())),
    },
    alerts: { tell: ({ mark, alert }) => tell(alertEvent(mark, alert, now())) },
  };

  async function tell(event: WebhookEvent): Promise<void> {
    await post(event);
  }

  async function post(event: WebhookEvent) {
    const key = await secret(config.key);
    const body = JSON.stringify(event);
    const timestamp = String(Math.floor(Date.parse(now()) / 1000));
    const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
    const proof = await identified();
    return ask(fetch, {
      system: 'The webhook',
      method: 'POST',
      url: config.url,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': event.key,
        'bailiff-timestamp': timestamp,
        'bailiff-signature': `v1=${signature}`,
        ...proof,
      },
      body,
      secrets: [
        key,
        signature,
        ...Object.values(proof).map((value) => value.replace(/^Bearer /, '')),
      ],
    });
  }

  async function identified(): Promise<Readonly<Record<string, string>>> {
    if (config.audience === undefined) return {};
    const host = google.metadataHost;
    if (host === undefined)
      throw new ChannelFailure(
        'refused',
        `An ID token for ${config.audience} comes from the metadata server, and there is none here; run notify on Google Cloud, or name the server in GCE_METADATA_HOST.`,
      );
    identity ??= identityToken(host, google.fetch, config.audience);
    try {
      return await identity();
    } catch (error) {
      if (error instanceof Unanswered)
        throw new ChannelFailure('unavailable', `The metadata server: ${error.message}.`);
      if (error instanceof NoCredentials)
        throw new ChannelFailure('refused', `${error.message}: ${error.remedy}`);
      throw error;
    }
  }
};
