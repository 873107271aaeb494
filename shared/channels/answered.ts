import type { z } from 'zod';
import type { ChannelAnswer } from './ask.ts';
import { ChannelFailure } from './channel-failure.ts';

/** What an answer holds, checked. Throws ChannelFailure: whoever answers otherwise than its documents say is not itself. */
export function answered<S extends z.ZodType>(
  system: string,
  schema: S,
  { json }: ChannelAnswer,
): z.output<S> {
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const where = read.error.issues.map(({ path }) => path.join('.') || 'the whole').join(', ');
  throw new ChannelFailure(
    'unavailable',
    `${system} answered something else than its documents say (${where}).`,
    { uncertain: true },
  );
}
