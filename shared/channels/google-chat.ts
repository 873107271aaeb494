import { ask } from './ask.ts';
import type { AlertNews, TicketNews } from './channel.ts';
import { chatMessage } from './chat-card.ts';
import { messageOf } from './message.ts';
import type { Connect } from './ports.ts';
import { webhookAddress } from './webhook-address.ts';

const SYSTEM = 'Google Chat';

/**
 * Posts to a space of Google Chat by its webhook, all that concerns one ticket in one thread. A message that is told
 * again is found by its request id, and not posted twice.
 * https://developers.google.com/workspace/chat/quickstart/webhooks
 */
export const connectGoogleChat: Connect<'googleChat'> = ({ webhook }, { fetch, secret }) => {
  async function tell(news: TicketNews | AlertNews): Promise<void> {
    const url = webhookAddress(await secret(webhook), SYSTEM);
    const secrets = [url.href, url.pathname, ...url.searchParams.values()];
    url.searchParams.set('messageReplyOption', 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD');
    url.searchParams.set('requestId', news.mark);
    await ask(fetch, {
      system: SYSTEM,
      method: 'POST',
      url: url.href,
      body: chatMessage(messageOf(news)),
      secrets,
      hidden: true,
    });
  }
  return { people: { tell }, alerts: { tell } };
};
