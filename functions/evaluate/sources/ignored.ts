import type { Ignored, Reading } from '../../../shared/domain/change.ts';

export type IgnoredReading = Extract<Reading, { kind: 'ignored' }>;

/** `detail` is a sentence for the log; it holds no text of a request or an answer. */
export function ignored(reason: Ignored, detail: string): IgnoredReading {
  return { kind: 'ignored', reason, detail };
}
