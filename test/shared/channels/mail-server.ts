import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { selfSigned } from '../../fixtures/self-signed.ts';
import { type ReadMail, readMail } from './read-mail.ts';
import type { Failing } from './vendor.ts';

export interface SeenMail extends ReadMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | undefined;
}

const REFUSALS: Readonly<Record<string, number>> = {
  'rate-limited': 421,
  unavailable: 451,
  refused: 550,
};
const USER = 'bailiff';
export const MAIL_PASSWORD = 'correct-horse-battery';

/** A mail server on loopback that takes mail for anybody who logs in over TLS. */
export async function startMail({
  tls = false,
  starttls = true,
  name = 'localhost',
}: {
  readonly tls?: boolean;
  readonly starttls?: boolean;
  readonly name?: string;
} = {}) {
  const { key, cert } = selfSigned(name);
  const mails: SeenMail[] = [];
  const failures: Failing[] = [];
  const sockets = new Set<Socket>();
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = new SMTPServer({
    key,
    cert,
    secure: tls,
    disabledCommands: starttls ? [] : ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onConnect(_session, done) {
      if (failures[0] === 'late') return void failures.shift();
      if (failures[0] !== 'reset') return done();
      failures.shift();
      cut();
    },
    onAuth({ username, password }, _session, done) {
      if (username === USER && password === MAIL_PASSWORD) return done(null, { user: USER });
      done(refusal(535, 'No'));
    },
    onMailFrom(_address, _session, done) {
      const code = REFUSALS[failures[0] ?? ''];
      if (code === undefined) return done();
      done(refusal(code, failures.shift()));
    },
    async onData(stream, { envelope, secure, user }, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const bytes = Buffer.concat(chunks).toString('latin1');
      const { mailFrom, rcptTo } = envelope;
      const from = mailFrom === false ? '' : mailFrom.address;
      const to = rcptTo.map(({ address }) => address);
      mails.push({ ...readMail(bytes), from, to, secure, user });
      if (failures[0] !== 'lost-answer' && failures[0] !== 'half') return done();
      failures.shift();
      cut();
    },
  });
  // A client that breaks off is what some tests are about.
  server.on('error', () => {});
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    user: USER,
    authority: cert,
    /** What people find in their mailboxes, oldest first. */
    messages: (): readonly SeenMail[] => mails,
    /** The next `times` mails fail so; once unless said. */
    fail: (how: Failing, times = 1) => {
      failures.push(...Array.from({ length: times }, () => how));
    },
    close: async () => {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function refusal(responseCode: number, words: string | undefined): Error {
  return Object.assign(new Error(words), { responseCode });
}
