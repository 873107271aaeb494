import { ApiFailure } from '../gcp/api-failure.ts';
import { ChannelFailure } from './channel-failure.ts';

// Of HTTP: asked too often, and too much for one's quota.
const TOO_MANY = 429;

/** What a client of Google's APIs threw, as a channel's failure; whatever else was thrown is thrown on. */
export function googleFailure(error: unknown): ChannelFailure {
  if (!(error instanceof ApiFailure)) throw error;
  const { api, status, message } = error;
  const said = `${api} answered ${status}: ${message}`;
  if (status === TOO_MANY) return new ChannelFailure('rate-limited', said);
  if (error.retryable || status === 408)
    return new ChannelFailure('unavailable', said, { uncertain: true });
  return new ChannelFailure('refused', said);
}
