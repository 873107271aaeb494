import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { ChannelFailure } from './channel-failure.ts';

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte on, or STARTTLS, without which nothing is sent. */
  readonly security: 'starttls' | 'tls';
  /** PEM of the authority that the server's certificate is from, where it is a private one. */
  readonly authority: string | undefined;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
}

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

const TIMEOUT_MS = 10_000;
const SERVICE_NOT_AVAILABLE = 421;

/**
 * Hands one mail to a mail server, by a connection of its own; done when the server has taken it for at least one
 * recipient. Throws ChannelFailure, `uncertain` when the connection broke after the mail had begun to go. RFC 5321
 *
 * @param timeoutMs for each answer; twice as long for the whole.
 */
export async function deliver(
  server: MailServer,
  envelope: Envelope,
  mail: Buffer,
  timeoutMs = TIMEOUT_MS,
): Promise<void> {
  const { host, port, security, authority, login } = server;
  const connection = new SMTPConnection({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    tls: {
      minVersion: 'TLSv1.2',
      ...(authority === undefined ? {} : { ca: authority }),
      ...(isIP(host) === 0 ? { servername: host } : {}),
    },
    dnsTimeout: timeoutMs,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  let begun = false;
  // Read from only once the server has said that it wants the mail.
  const content = new Readable({
    read() {
      begun = true;
      this.push(mail);
      this.push(null);
    },
  });
  let late: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const then = (next: () => void) => (error?: Error | null) => (error ? reject(error) : next());
      const send = () => {
        const { from, to } = envelope;
        connection.send({ from, to: [...to], size: mail.length }, content, then(resolve));
      };
      connection.once('error', reject);
      // Whoever waits for an answer is told of the end after it, and by a better reason.
      connection.once('end', () => setImmediate(() => reject(new Error('The connection ended.'))));
      late = setTimeout(() => reject(new Error('No end in time.')), 2 * timeoutMs);
      connection.connect(
        then(() => (login ? connection.login({ credentials: login }, then(send)) : send())),
      );
    });
  } catch (error) {
    throw failure(host, error, begun);
  } finally {
    clearTimeout(late);
    // What comes after the end concerns nobody, and would end the process without a listener.
    connection.on('error', () => {});
    connection.close();
  }
}

/** By the server's code alone: its words may quote what was sent. */
function failure(host: string, error: unknown, begun: boolean): ChannelFailure {
  const { code, command, message, responseCode } = error as SMTPConnection.SMTPError;
  const where = command === undefined ? '' : ` to ${command}`;
  if (responseCode !== undefined) {
    const said = `The mail server ${host} answered ${responseCode}${where}.`;
    if (responseCode === SERVICE_NOT_AVAILABLE) return new ChannelFailure('rate-limited', said);
    return new ChannelFailure(responseCode < 500 ? 'unavailable' : 'refused', said);
  }
  if (/certificate|altnames/i.test(message))
    return new ChannelFailure(
      'refused',
      `The certificate of the mail server ${host} is not to be trusted. Give the channel the authority that it is from, or have the server show one for this name.`,
    );
  if (code === 'EAUTH')
    return new ChannelFailure('refused', `The mail server ${host} offers no way to log in.`);
  const uncertain = begun;
  return new ChannelFailure(
    'unavailable',
    `The mail server ${host} did not take a mail (${code ?? 'no code'}${where}).`,
    { uncertain },
  );
}
