import { CHANNEL_KINDS, type Channels, SecretVersion } from './channels.ts';

/** Names of the configuration's fields that hold a SecretVersion. */
const FIELDS: ReadonlySet<string> = new Set(['token', 'password', 'routingKey', 'key', 'webhook']);

/** The versions of secrets that a channel names, as `projects/P/secrets/S/versions/V`, P as it is written there. */
export function channelVersions(channel: Channels[string]): readonly string[] {
  return CHANNEL_KINDS.flatMap((kind) => Object.entries(channel[kind] ?? {})).flatMap(
    ([name, value]) => (FIELDS.has(name) ? [SecretVersion.parse(value)] : []),
  );
}
