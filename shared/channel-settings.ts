import type { Channels } from './domain/channels.ts';
import { readChannels } from './policy/read-channels.ts';
import { pushedSettings, type Settings, settingsWith } from './settings.ts';

/** What notify is told: alone of all functions, where tickets and alerts go. */
export interface NotifySettings extends Settings {
  readonly channels: Channels;
}

/** Reads the `BAILIFF_*` variables that notify needs. Throws SettingsUnusable with every fault. */
export function readNotifySettings(
  env: Readonly<Record<string, string | undefined>>,
): NotifySettings {
  return settingsWith(env, (read, fault) => {
    const pushed = pushedSettings(read, fault);
    const channels = channelsOf(read('BAILIFF_CHANNELS'), fault);
    return pushed === undefined || channels === undefined ? undefined : { ...pushed, channels };
  });
}

/** JSON; none when it is not set. `fault` is told a sentence for each fault, none of which quotes a secret. */
function channelsOf(
  text: string | undefined,
  fault: (sentence: string) => undefined,
): Channels | undefined {
  const name = 'BAILIFF_CHANNELS';
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fault(`${name} is not JSON; set it to a JSON object like examples/channels.yaml.`);
  }
  const read = readChannels(value);
  if (read.ok) return read.channels;
  for (const sentence of read.faults) fault(`${name} is not usable: ${sentence}`);
  return undefined;
}
