import { ChannelFailure } from './channel-failure.ts';

/** The address of a webhook, which is a secret; throws ChannelFailure, without a word of it, for what is none. */
export function webhookAddress(secret: string, system: string): URL {
  const url = URL.canParse(secret) ? new URL(secret) : undefined;
  if (url?.protocol === 'https:' && url.username === '' && url.hash === '') return url;
  throw new ChannelFailure(
    'refused',
    `The secret that names the webhook of ${system} holds no https address. Copy the webhook's address, as ${system} shows it, into a new version of the secret.`,
  );
}
