import { CHANNEL_KINDS, type Channels, SecretVersion } from './channels.ts';

/** Names of the configuration's fields that hold a SecretVersion. */
const FIELDS: ReadonlySet<string> = new Set(['token', 'password', 'routingKey', 'key', 'webhook']);

/** The secrets that the channels name, as `projects/P/secrets/S`, each once, P as it is written there. */
export function channelSecrets(channels: Channels): readonly string[] {
  const versions = Object.values(channels).flatMap((channel) =>
    CHANNEL_KINDS.flatMap((kind) => Object.entries(channel[kind] ?? {})).flatMap(([name, value]) =>
      FIELDS.has(name) ? [SecretVersion.parse(value)] : [],
    ),
  );
  return [...new Set(versions.map((version) => version.replace(/\/versions\/\w+$/, '')))];
}
