import type { ChannelConfig, ChannelKind } from '../../../shared/domain/channels.ts';
import type { Channel } from './channel.ts';
import type { ChannelPorts, Connect } from './ports.ts';

/** Every kind, by hand; none is loaded before the first channel of its kind is used. */
const KINDS: { readonly [K in ChannelKind]: () => Promise<Connect<K>> } = {
  github: async () => (await import('./github.ts')).github,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
  jira: async () => (await import('./jira.ts')).connectJira,
  servicenow: async () => (await import('./servicenow.ts')).connectServicenow,
  pagerduty: async () => (await import('./pagerduty.ts')).connectPagerduty,
  webhook: async () => (await import('./webhook.ts')).connectWebhook,
  pubsub: async () => (await import('./pubsub.ts')).pubsub,
  slack: async () => (await import('./slack.ts')).slack,
  googleChat: async () => (await import('./google-chat.ts')).googleChat,
  email: async () => (await import('./email.ts')).email,
  securityCommandCenter: async () =>
    (await import('./security-command-center.ts')).securityCommandCenter,
};

/** Makes a channel of what it is told; asks nobody yet. */
export async function connect<K extends ChannelKind>(
  kind: K,
  config: ChannelConfig<K>,
  ports: ChannelPorts,
): Promise<Channel> {
  const connectKind = await KINDS[kind]();
  return connectKind(config, ports);
}
