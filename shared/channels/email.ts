import type { AlertNews, TicketNews } from './channel.ts';
import { ChannelFailure } from './channel-failure.ts';
import { messageOf } from './message.ts';
import type { Connect } from './ports.ts';

/** Sends mail by a mail server over TLS. A mail that is sent again has the Message-ID of the first. */
export const connectEmail: Connect<'email'> = (config, { authority, secret, now }) => {
  const { host, port, security, from, to, user, password } = config;
  async function tell(news: TicketNews | AlertNews): Promise<void> {
    // Loaded when the first mail is to go: it costs a cold start a tenth of a second.
    const [{ mail }, { deliver }] = await Promise.all([import('./mail.ts'), import('./smtp.ts')]);
    const content = await mail(messageOf(news), { from, to, mark: news.mark, at: now() });
    const server = { host, port, security, authority, login: await login() };
    await deliver(server, { from, to }, content);
  }

  async function login() {
    if (user === undefined && password === undefined) return undefined;
    if (user !== undefined && password !== undefined) return { user, pass: await secret(password) };
    throw new ChannelFailure(
      'refused',
      `To log in to the mail server ${host} takes a user and a password, and the channel names one of them alone.`,
    );
  }
  return { people: { tell }, alerts: { tell } };
};
