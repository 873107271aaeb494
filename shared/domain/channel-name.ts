import { z } from 'zod';

/** What the policy calls a channel by. What a channel is configured as is in channels.ts, which few functions need. */
export const ChannelName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be a name like platform-team');
