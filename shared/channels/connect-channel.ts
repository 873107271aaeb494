import {
  CHANNEL_KINDS,
  type ChannelConfig,
  type ChannelKind,
  type Channels,
} from '../domain/channels.ts';
import type { Channel } from './channel.ts';
import type { ChannelPorts, Connect } from './ports.ts';

/** Every kind, by hand; none is loaded before the first channel of its kind is used. */
const KINDS: { readonly [K in ChannelKind]: () => Promise<Connect<K>> } = {
  github: async () => (await import('./github.ts')).connectGithub,
  gitlab: async () => (await import('./gitlab.ts')).connectGitlab,
  jira: async () => (await import('./jira.ts')).connectJira,
  servicenow: async () => (await import('./servicenow.ts')).connectServicenow,
  pagerduty: async () => (await import('./pagerduty.ts')).connectPagerduty,
  webhook: async () => (await import('./webhook.ts')).connectWebhook,
  pubsub: async () => (await import('./pubsub.ts')).connectPubsub,
  slack: async () => (await import('./slack.ts')).connectSlack,
  googleChat: async () => (await import('./google-chat.ts')).connectGoogleChat,
  email: async () => (await import('./email.ts')).connectEmail,
  securityCommandCenter: async () =>
    (await import('./security-command-center.ts')).connectSecurityCommandCenter,
};

/** Makes a channel of its configuration; asks nobody before it is used. */
export async function connectChannel(
  config: Channels[string],
  ports: ChannelPorts,
): Promise<Channel> {
  const kind = kindOf(config);
  return connect(kind, config, ports);
}

/** Which of the kinds a channel is of; a configuration that was read has exactly one. */
export function kindOf(config: Channels[string]): ChannelKind {
  const kind = CHANNEL_KINDS.find((one) => config[one] !== undefined);
  if (kind === undefined) throw new RangeError('A channel is of no kind.');
  return kind;
}

async function connect<K extends ChannelKind>(
  kind: K,
  config: Channels[string],
  ports: ChannelPorts,
): Promise<Channel> {
  const told = config[kind];
  if (told === undefined) throw new RangeError(`The channel is no ${kind}.`);
  const connectKind = await KINDS[kind]();
  return connectKind(told as ChannelConfig<K>, ports);
}
