import type {
  ChannelOutline,
  Channels,
} from '../../../../functions/notify/deliver/open-channels.ts';
import type { Channel, Copy, Draft, TicketSystem } from '../../../../shared/channels/channel.ts';
import { ChannelFailure } from '../../../../shared/channels/channel-failure.ts';

interface Kept {
  state: Copy['state'];
  draft: Draft;
  readonly comments: string[];
}

/** A ticket system in memory, which fails when it is told to, before or behind what it does. */
export interface Tracker extends TicketSystem {
  readonly copies: Kept[];
  readonly calls: string[];
  /** Called at each call, before and after it is done, and waited for; what it throws is the answer. */
  hook: (when: 'before' | 'after', call: string) => void | Promise<void>;
}

export function openTracker(): Tracker {
  const copies: Kept[] = [];
  const calls: string[] = [];
  const at = (id: string) => {
    const kept = copies[Number(id)];
    if (kept === undefined) throw new ChannelFailure('refused', `No ticket ${id}.`);
    return kept;
  };
  const say = (kept: Kept, text: string, mark: string, again: boolean) => {
    const line = `${text} #${mark}`;
    if (!again || !kept.comments.includes(line)) kept.comments.push(line);
  };
  const done = async <T>(call: string, what: () => T): Promise<T> => {
    calls.push(call);
    await tracker.hook('before', call);
    const answer = what();
    await tracker.hook('after', call);
    return answer;
  };
  const copyOf = (id: number): Copy => ({
    id: `${id}`,
    url: `https://tracker.example/${id}`,
    state: at(`${id}`).state,
  });
  const tracker: Tracker = {
    copies,
    calls,
    hook: () => {},
    find: (fingerprint) =>
      done('find', () => {
        const id = copies.findLastIndex(({ draft }) => draft.fingerprint === fingerprint);
        return id === -1 ? undefined : copyOf(id);
      }),
    open: (draft) =>
      done('open', () => copyOf(copies.push({ state: 'open', draft, comments: [] }) - 1)),
    revise: (id, draft) =>
      done('revise', () => {
        at(id).draft = draft;
      }),
    comment: (id, { text, mark, again }) => done('comment', () => say(at(id), text, mark, again)),
    close: (id, { text, mark, again }) =>
      done('close', () => {
        say(at(id), text, mark, again);
        at(id).state = 'closed';
      }),
    reopen: (id, { text, mark, again }) =>
      done('reopen', () => {
        say(at(id), text, mark, again);
        at(id).state = 'open';
      }),
  };
  return tracker;
}

/** Channels by their names, as the deployment has them. */
export function channelsOf(
  channels: Readonly<Record<string, Channel>>,
  alerts: ChannelOutline['alerts'] = 'low',
): Channels {
  return {
    all: Object.entries(channels).map(([name, channel]) => ({
      name,
      takesTickets: channel.tickets !== undefined || channel.people !== undefined,
      findings: channel.findings !== undefined,
      alerts: channel.alerts === undefined ? 'none' : alerts,
    })),
    open: async (name) => {
      const channel = channels[name];
      if (channel === undefined) throw new RangeError(name);
      return channel;
    },
  };
}
