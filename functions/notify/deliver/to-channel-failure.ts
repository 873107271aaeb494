import { ChannelFailure } from '../../../shared/channels/channel-failure.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { NoCredentials } from '../../../shared/http/credentials.ts';
import { Unanswered } from '../../../shared/http/unanswered.ts';

/** What a channel threw, as its failure; `undefined` for what is no channel's. */
export function toChannelFailure(channel: string, error: unknown): ChannelFailure | undefined {
  if (error instanceof ChannelFailure) return error;
  if (error instanceof Unanswered)
    return new ChannelFailure(
      'unavailable',
      `The channel ${channel} gave no answer (${error.message}).`,
      { uncertain: true },
    );
  if (error instanceof NoCredentials)
    return new ChannelFailure('refused', `${error.message}: ${error.remedy}`);
  if (!(error instanceof ApiFailure)) return undefined;
  const kind =
    error.status === 429
      ? 'rate-limited'
      : error.status >= 500 || error.status === 408
        ? 'unavailable'
        : 'refused';
  return new ChannelFailure(kind, error.message, { uncertain: kind === 'unavailable' });
}
