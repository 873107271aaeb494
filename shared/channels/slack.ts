import { ask } from './ask.ts';
import type { AlertNews, TicketNews } from './channel.ts';
import { ChannelFailure } from './channel-failure.ts';
import { messageOf } from './message.ts';
import type { Connect } from './ports.ts';
import { slackMessage } from './slack-blocks.ts';
import { webhookAddress } from './webhook-address.ts';

const SYSTEM = 'Slack';

/**
 * Posts to the Slack channel of an incoming webhook. Slack knows no message again: one whose answer was lost is posted
 * twice when it is told again. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export const connectSlack: Connect<'slack'> = ({ webhook }, { fetch, secret }) => {
  async function tell(news: TicketNews | AlertNews): Promise<void> {
    const { href, pathname } = webhookAddress(await secret(webhook), SYSTEM);
    const { json } = await ask(fetch, {
      system: SYSTEM,
      method: 'POST',
      url: href,
      body: slackMessage(messageOf(news)),
      secrets: [href, pathname],
      hidden: true,
      text: true,
    });
    if (typeof json === 'string' && json.trim() === 'ok') return;
    throw new ChannelFailure('unavailable', `${SYSTEM} did not answer ok to a message.`, {
      uncertain: true,
    });
  }
  return { people: { tell }, alerts: { tell } };
};
