import { readFileSync } from 'node:fs';
import { type connectChannel, kindOf } from '../../shared/channels/connect-channel.ts';
import type { Channels } from '../../shared/domain/channels.ts';
import { keptSecrets } from '../../shared/gcp/kept-secrets.ts';
import { secrets } from '../../shared/gcp/secrets.ts';
import { overHttp, overHttpTrusting } from '../../shared/http/over-http.ts';
import { unknownSentence } from '../../shared/policy/issue-sentence.ts';
import { parseChannels } from '../../shared/policy/parse-channels.ts';
import { type CallerOptions, openCaller } from '../caller.ts';
import { table } from '../table.ts';
import { format, Unusable } from '../unusable.ts';

import { testNews } from './test-news.ts';
import { type Tried, tryChannel } from './try-channel.ts';

export interface NotifyTestOptions extends CallerOptions {
  /** A file like examples/channels.yaml; what BAILIFF_CHANNELS says when left out. */
  readonly channels?: string;
  /** Only this one. */
  readonly channel?: string;
  readonly format: string;
}

interface TestContext {
  readonly connect: typeof connectChannel;
  /** What BAILIFF_CHANNELS says: JSON, or the path of a file. */
  readonly configured: string | undefined;
  /** RFC 3339. */
  readonly now: () => string;
  /** 32 hexadecimal digits that no other test has. */
  readonly run: string;
}

interface Result {
  readonly channel: string;
  readonly kind: string;
  readonly tried: readonly Tried[];
}

/**
 * Sends a marked ticket and a marked alert through every channel, and says of each what became of it; `ok` when all was
 * taken. Secrets are read as whoever asks. Throws Unusable.
 */
export async function notifyTest(
  options: NotifyTestOptions,
  { connect, configured, now, run }: TestContext,
): Promise<{ readonly ok: boolean; readonly text: string }> {
  const wanted = format(options.format);
  const channels = Object.entries(chosen(channelsOf(options.channels, configured), options));
  const { google } = openCaller(options);
  const secret = keptSecrets((version) => secrets(google).access(version));
  const news = testNews(run, now());
  const results = await Promise.all(
    channels.map(async ([channel, config]): Promise<Result> => {
      const { authority } = config;
      const fetch = authority === undefined ? overHttp : overHttpTrusting(authority);
      const ports = { fetch, authority, secret, google, now };
      const tried = await tryChannel(() => connect(config, ports), news, config.alerts !== 'none');
      return { channel, kind: kindOf(config), tried };
    }),
  );
  const ok = results.every(({ tried }) => tried.every((one) => one.ok));
  const text =
    wanted === 'json' ? `${JSON.stringify({ ok, channels: results }, null, 2)}\n` : shown(results);
  return { ok, text };
}

function channelsOf(file: string | undefined, configured: string | undefined): Channels {
  const [name, text] =
    file === undefined && configured?.trimStart().startsWith('{') === true
      ? ['BAILIFF_CHANNELS', configured]
      : fromFile(file ?? configured);
  const read = parseChannels(text);
  if (!read.ok) throw new Unusable(`${name} has no channels:\n  ${read.faults.join('\n  ')}`);
  if (Object.keys(read.channels).length > 0) return read.channels;
  throw new Unusable(`${name} has no channels; examples/channels.yaml shows some.`);
}

function fromFile(file: string | undefined): readonly [name: string, text: string] {
  if (file === undefined)
    throw new Unusable(
      'No channels are named: give --channels FILE, like examples/channels.yaml, or set BAILIFF_CHANNELS.',
    );
  try {
    return [file, readFileSync(file, 'utf8')];
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new Unusable(`The channels file ${file} cannot be read (${why}).`, { cause });
  }
}

function chosen(channels: Channels, { channel }: NotifyTestOptions): Channels {
  if (channel === undefined) return channels;
  const config = channels[channel];
  if (config === undefined || !Object.hasOwn(channels, channel))
    throw new Unusable(unknownSentence(channel, Object.keys(channels), 'channel'));
  return { [channel]: config };
}

function shown(results: readonly Result[]): string {
  const rows = results.flatMap(({ channel, kind, tried }) =>
    tried.length === 0
      ? [[channel, kind, 'nothing', 'skipped', 'It takes alerts alone, and is to get none.']]
      : tried.map(({ what, ok, said }) => [channel, kind, what, ok ? 'taken' : 'FAILED', said]),
  );
  return table(['CHANNEL', 'KIND', 'SENT', 'RESULT', 'WHERE OR WHY'], rows);
}
