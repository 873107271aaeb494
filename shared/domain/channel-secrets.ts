import { channelVersions } from './channel-versions.ts';
import type { Channels } from './channels.ts';

/** The secrets that the channels name, as `projects/P/secrets/S`, each once, P as it is written there. */
export function channelSecrets(channels: Channels): readonly string[] {
  const versions = Object.values(channels).flatMap(channelVersions);
  return [...new Set(versions.map((version) => version.replace(/\/versions\/\w+$/, '')))];
}
