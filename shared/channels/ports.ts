import type { ChannelConfig, ChannelKind } from '../domain/channels.ts';
import type { Google } from '../gcp/google.ts';
import type { Fetch } from '../http/fetch.ts';
import type { Channel } from './channel.ts';

/** What a channel works with. */
export interface ChannelPorts {
  /** To the world outside Google; trusts the channel's own certificate authority where it names one, follows no redirect. */
  readonly fetch: Fetch;
  /** PEM of that authority, for what does not go by `fetch`. */
  readonly authority: string | undefined;
  /** What a version of a secret holds, without white space around it. Throws ChannelFailure. */
  readonly secret: (version: string) => Promise<string>;
  /** Google's APIs, as notify. */
  readonly google: Google;
  /** RFC 3339. */
  readonly now: () => string;
  /** For each request, instead of what the channel thinks right. */
  readonly timeoutMs?: number;
}

/** Makes a channel of its configuration; asks nobody before it is used. */
export type Connect<K extends ChannelKind> = (
  config: ChannelConfig<K>,
  ports: ChannelPorts,
) => Channel;
