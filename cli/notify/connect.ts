import type { Channel } from '../../functions/notify/channels/channel.ts';
import { ChannelFailure } from '../../functions/notify/channels/channel-failure.ts';
import type { ChannelPorts } from '../../functions/notify/channels/ports.ts';
import type { Channels } from '../../shared/domain/channels.ts';

/** Makes a channel of its configuration; asks nobody before it is used. */
export type ConnectChannel = (
  name: string,
  config: Channels[string],
  ports: ChannelPorts,
) => Promise<Channel>;

/** Until there are connectors. */
export const connectChannel: ConnectChannel = (name) =>
  Promise.reject(
    new ChannelFailure('refused', `The channel ${name} is of a kind that is not there yet.`),
  );
