import type { z } from 'zod';
import { Channels } from '../domain/channels.ts';
import { issueSentence } from './issue-sentence.ts';
import { valueFaults } from './value-faults.ts';

export type ReadChannels =
  | { readonly ok: true; readonly channels: Channels }
  /** A sentence for each fault, with the path of the key; none quotes a value that may be a secret. */
  | { readonly ok: false; readonly faults: readonly string[] };

/** Reads where tickets and alerts go, as parsed from `BAILIFF_CHANNELS` or a YAML file like examples/channels.yaml. */
export function readChannels(value: unknown): ReadChannels {
  const parsed = Channels.safeParse(value, { error: quietSentence });
  if (parsed.success) return { ok: true, channels: parsed.data };
  return { ok: false, faults: valueFaults(parsed.error.issues, Channels, 'the channels') };
}

function quietSentence(issue: z.core.$ZodRawIssue): string | undefined {
  const misplaced = issue.code === 'invalid_type' && issue.expected === 'string';
  return misplaced && issue.input !== undefined ? 'must be text' : issueSentence(issue);
}
