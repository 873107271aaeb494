import type { Severity } from '../../../shared/domain/severity.ts';
import type { Channel } from '../channels/channel.ts';

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
