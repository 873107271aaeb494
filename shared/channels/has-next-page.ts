import type { ChannelAnswer } from './ask.ts';

/** Whether a list goes on, as its `Link` header says. RFC 8288 */
export function hasNextPage({ header }: ChannelAnswer): boolean {
  return /;\s*rel="?next"?/.test(header('link') ?? '');
}
