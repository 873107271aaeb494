import { afterEach, describe, expect, it } from 'vitest';
import type { Channel } from '../../../../shared/channels/channel.ts';
import { connectEmail } from '../../../../shared/channels/email.ts';
import { connectGoogleChat } from '../../../../shared/channels/google-chat.ts';
import type { ChannelPorts } from '../../../../shared/channels/ports.ts';
import { connectPubsub } from '../../../../shared/channels/pubsub.ts';
import { connectSecurityCommandCenter } from '../../../../shared/channels/security-command-center.ts';
import { connectSlack } from '../../../../shared/channels/slack.ts';
import type { Fetch } from '../../../../shared/http/fetch.ts';
import { overHttp } from '../../../../shared/http/over-http.ts';
import { startChat } from '../../../shared/channels/chat-server.ts';
import { type Desk, TICKET_SYSTEMS } from '../../../shared/channels/desks.ts';
import { MAIL_PASSWORD, startMail } from '../../../shared/channels/mail-server.ts';
import { portsWith } from '../../../shared/channels/ports.ts';
import { startSlack } from '../../../shared/channels/slack-server.ts';
import { somePorts } from '../../../shared/channels/some-ports.ts';
import { startTopic } from '../../../shared/channels/topic-server.ts';
import type { Failing, Vendor } from '../../../shared/channels/vendor.ts';
import { localApis } from '../../../shared/gcp/local-apis.ts';
import { ID, openTellingWorld, type TellingWorld } from './telling-world.ts';
import { channelsOf } from './tracker.ts';

const HOUR = 3600;
const TO = { channels: ['desk'] };
const SECRET = 'projects/p/secrets/desk/versions/1';
const NOTIFY = 'serviceAccount:bailiff-notify@bailiff-prod.iam.gserviceaccount.com';

/** A channel and what stands at its other end. */
interface Reached {
  readonly channel: Channel;
  /** What came of the one ticket: how many tickets or messages there are. */
  readonly told: () => number;
  fail(how: Failing): void;
}

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function deskOf({ start, secret, connect }: Desk, ports: Partial<ChannelPorts> = {}) {
  const server = await start();
  open.push(server);
  return { server, channel: connect(server.url, portsWith(secret, ports)) };
}

const PEOPLE: Readonly<Record<string, (ports: Partial<ChannelPorts>) => Promise<Reached>>> = {
  Slack: async (ports) => {
    const server = await startSlack();
    open.push(server);
    const channel = connectSlack({ webhook: SECRET }, somePorts(server.webhook, ports));
    return { channel, told: () => server.messages().length, fail: (how) => server.fail(how) };
  },
  'Google Chat': async (ports) => {
    const server = await startChat();
    open.push(server);
    const channel = connectGoogleChat({ webhook: SECRET }, somePorts(server.webhook, ports));
    return { channel, told: () => server.messages().length, fail: (how) => server.fail(how) };
  },
  mail: async () => {
    const server = await startMail();
    open.push(server);
    const { port, user, authority } = server;
    const config = {
      host: '127.0.0.1',
      port,
      user,
      password: SECRET,
      security: 'starttls',
    } as const;
    const channel = connectEmail(
      { ...config, from: 'bailiff@example.com', to: ['soc@example.com'] },
      somePorts(MAIL_PASSWORD, { authority }),
    );
    const ids = () => new Set(server.messages().map(({ headers }) => headers['message-id']?.[0]));
    return { channel, told: () => ids().size, fail: (how) => server.fail(how) };
  },
};

/** A network that breaks at the next request in the way that it is told. */
function breaking(fetch: Fetch) {
  let next: Failing | undefined;
  const cut = () => Object.assign(new Error('cut'), { code: 'ECONNRESET' });
  const refusal = (code: number, status: string) => {
    const body = Buffer.from(JSON.stringify({ error: { code, status, message: 'No.' } }));
    return { status: code, arrayBuffer: async () => new Uint8Array(body).buffer };
  };
  const broken: Fetch = async (url, request) => {
    const how = next;
    next = undefined;
    if (how === 'rate-limited') return refusal(429, 'RESOURCE_EXHAUSTED');
    if (how === 'unavailable') return refusal(503, 'UNAVAILABLE');
    if (how === 'refused') return refusal(403, 'PERMISSION_DENIED');
    if (how === 'reset' || how === 'late') throw cut();
    const answer = await fetch(url, request);
    if (how !== undefined) throw cut();
    return answer;
  };
  return {
    fetch: broken,
    fail: (how: Failing) => {
      next = how;
    },
  };
}

const MACHINES: Readonly<Record<string, () => Promise<Reached>>> = {
  'Pub/Sub': async () => {
    const server = await startTopic();
    open.push(server);
    const { fetch, fail } = breaking(server.google.fetch);
    const topic = 'projects/security-prod/topics/findings';
    const google = { ...server.google, fetch };
    const channel = connectPubsub({ topic, format: 'bailiff' }, somePorts('', { google }));
    const ids = () => new Set(server.published.map(({ attributes }) => attributes['ce-id']));
    return { channel, told: () => ids().size, fail };
  },
  'Security Command Center': async () => {
    const apis = await localApis(({ organization }) =>
      organization.bindings.push({
        role: 'roles/securitycenter.findingsEditor',
        members: [NOTIFY],
      }),
    );
    open.push(apis);
    const google = apis.as(NOTIFY);
    const { fetch, fail } = breaking(google.fetch);
    const source = 'organizations/100000000001/sources/500000000001';
    const channel = connectSecurityCommandCenter(
      { source },
      somePorts('', { google: { ...google, fetch } }),
    );
    return { channel, told: () => apis.organization.securityFindings.size, fail };
  },
};

const EVERY: Readonly<Record<string, (ports: Partial<ChannelPorts>) => Promise<Reached>>> = {
  ...Object.fromEntries(
    Object.entries(TICKET_SYSTEMS).map(([name, desk]) => [
      name,
      async (ports: Partial<ChannelPorts>) => {
        const { server, channel } = await deskOf(desk, ports);
        return {
          channel,
          told: () => server.tickets().length,
          fail: (how: Failing) => server.fail(how),
        };
      },
    ]),
  ),
  ...PEOPLE,
  ...MACHINES,
};

const FAILURES = [
  'rate-limited',
  'unavailable',
  'refused',
  'reset',
  'late',
  'half',
  'lost-answer',
] as const satisfies readonly Failing[];

describe.each(Object.entries(EVERY))('%s', (name, reach) => {
  // Mail's own ten seconds are waited for in its own suite.
  const failures = FAILURES.filter((how) => name !== 'mail' || how !== 'late');
  it.each(failures)('is told once it is well again, and no ticket twice: %s', async (how) => {
    let patienceMs = how === 'late' ? 100 : 10_000;
    const fetch: ChannelPorts['fetch'] = (url, request) => {
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(patienceMs)]);
      return overHttp(url.replace(/^https:/, 'http:'), { ...request, signal });
    };
    const { channel, told, fail } = await reach({ fetch });
    const world = openTellingWorld(channelsOf({ desk: channel }));
    await world.see(TO);
    fail(how);
    await world.told();
    patienceMs = 10_000;
    expect(await world.ledger.due('2100-01-01T00:00:00Z', 10)).toHaveLength(1);
    await world.ticks(8 * HOUR);
    // A chat has no way to tell a message that it took from one that it did not.
    const twice = name === 'Slack' && (how === 'half' || how === 'lost-answer');
    expect(told()).toBe(twice ? 2 : 1);
    expect(await world.ledger.due('2100-01-01T00:00:00Z', 10)).toEqual([]);
  });
});

describe.each(Object.entries(TICKET_SYSTEMS))('one fingerprint in %s', (name, desk) => {
  it('has one ticket through its whole life, in the right state, and a comment an hour at most', async () => {
    const { server, channel } = await deskOf(desk);
    const world = openTellingWorld(channelsOf({ desk: channel }));
    expect(await lived(world, server)).toEqual([
      'open',
      'open',
      'closed',
      'open',
      'closed',
      'open',
      'closed',
    ]);
    // PagerDuty alone makes a new alert of what was resolved, and is told no notes.
    expect(server.tickets()).toHaveLength(desk.notes === 0 ? 3 : 1);
    const comments = server.tickets().flatMap((ticket) => ticket.comments);
    // An incident shows why it was closed last, not why it was before.
    expect(comments).toHaveLength(name === 'ServiceNow' ? 7 : 3 * desk.notes);
    expect(await world.ticks(2 * HOUR)).toBeLessThan(2);
  });
});

/** The states that the newest ticket went through: opened, seen 40 times, mended, broken, exempt, exempt no more, resolved. */
async function lived(world: TellingWorld, { tickets }: Pick<Vendor, 'tickets'>) {
  const { ledger } = world;
  const states: unknown[] = [];
  const next = async () => {
    await world.told();
    states.push(tickets().at(-1)?.state);
  };
  const ends = (state: 'remediated' | 'exempt' | 'resolved') =>
    ledger.move(ID, { state, entry: { at: world.now(), what: state } });
  await world.see(TO);
  await next();
  for (let n = 0; n < 40; n += 1) {
    world.advance(360);
    await world.see(TO);
    await world.told();
  }
  states.push(tickets().at(-1)?.state);
  await ends('remediated');
  await next();
  world.advance(HOUR);
  await world.see({ ...TO, generation: 3 });
  await next();
  const exemption = { id: 'EX-1', expires: '2026-11-23' };
  await world.see({ ...TO, generation: 3, mode: 'observe', exemption });
  await ends('exempt');
  await next();
  world.advance(48 * HOUR);
  await world.see({ ...TO, generation: 3 });
  await next();
  await ends('resolved');
  await next();
  return states;
}
