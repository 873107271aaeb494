import type { Channel } from '../../../shared/channels/channel.ts';
import { connectChannel, kindOf } from '../../../shared/channels/connect-channel.ts';
import type { ChannelPorts } from '../../../shared/channels/ports.ts';
import type { ChannelKind, Channels as Configuration } from '../../../shared/domain/channels.ts';
import type { Severity } from '../../../shared/domain/severity.ts';
import { overHttp, overHttpTrusting } from '../../../shared/http/over-http.ts';

/** What is known of a channel before it is opened. */
export interface ChannelOutline {
  readonly name: string;
  /** Whether it is told of tickets, as their system or as people. */
  readonly takesTickets: boolean;
  readonly findings: boolean;
  /** Alerts from this severity on; `none` for none. */
  readonly alerts: Severity | 'none';
}

/** The channels of the deployment. */
export interface Channels {
  readonly all: readonly ChannelOutline[];
  /** Made at its first use and kept; loads no other. */
  open(name: string): Promise<Channel>;
}

/** Where nothing is configured: the ledger's tracker is all there is. */
export const NO_CHANNELS: Channels = {
  all: [],
  open: (name) => Promise.reject(new RangeError(`No channel is named ${name}.`)),
};

const TRACKER = { takesTickets: true, findings: false, alerts: 'none' } as const;
const PEOPLE = { takesTickets: true, findings: false, alerts: 'medium' } as const;
const PAGER = { takesTickets: true, findings: false, alerts: 'high' } as const;

/** What each kind takes, and which alerts where its configuration does not say. */
const TAKES: { readonly [K in ChannelKind]: Omit<ChannelOutline, 'name'> } = {
  github: TRACKER,
  gitlab: TRACKER,
  jira: TRACKER,
  servicenow: TRACKER,
  pagerduty: PAGER,
  webhook: { takesTickets: true, findings: false, alerts: 'low' },
  pubsub: { takesTickets: false, findings: true, alerts: 'low' },
  slack: PEOPLE,
  googleChat: PEOPLE,
  email: PEOPLE,
  securityCommandCenter: { takesTickets: false, findings: true, alerts: 'none' },
};

/** The channels that a configuration names; nothing is loaded, and nobody asked, before one is used. */
export function openChannels(
  configuration: Configuration,
  ports: Omit<ChannelPorts, 'fetch' | 'authority'>,
): Channels {
  const opened = new Map<string, Promise<Channel>>();
  return {
    all: Object.entries(configuration).map(([name, config]) => {
      const takes = TAKES[kindOf(config)];
      // A tracker of tickets has no place for alerts, whatever is asked of it.
      const alerts = takes.alerts === 'none' ? 'none' : (config.alerts ?? takes.alerts);
      return { name, ...takes, alerts };
    }),
    open(name) {
      const config = configuration[name];
      if (config === undefined) return NO_CHANNELS.open(name);
      const channel = opened.get(name) ?? connectOne(config, ports);
      opened.set(name, channel);
      // What could not be opened is opened anew the next time.
      channel.catch(() => opened.delete(name));
      return channel;
    },
  };
}

function connectOne(
  config: Configuration[string],
  ports: Omit<ChannelPorts, 'fetch' | 'authority'>,
): Promise<Channel> {
  const { authority } = config;
  const fetch = authority === undefined ? overHttp : overHttpTrusting(authority);
  return connectChannel(config, { ...ports, fetch, authority });
}
