import { LineCounter, parseDocument } from 'yaml';
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

/** The same of the text of a YAML file. An empty one has no channels. */
export function parseChannels(text: string): ReadChannels {
  const lines = new LineCounter();
  const options = { lineCounter: lines, schema: 'core', prettyErrors: false, logLevel: 'error' };
  const document = parseDocument(text, options as Parameters<typeof parseDocument>[1]);
  const faults = document.errors.map(({ code, pos }) => {
    const { line, col } = lines.linePos(pos[0]);
    // The library's own words may quote the line, and what should be in Secret Manager may stand there.
    return `Line ${line}, column ${col} is not sound YAML (${code}).`;
  });
  if (faults.length > 0) return { ok: false, faults };
  try {
    return readChannels(document.toJS({ maxAliasCount: 50 }) ?? {});
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { ok: false, faults: ['An alias has no anchor before it, or there are too many.'] };
  }
}

function quietSentence(issue: z.core.$ZodRawIssue): string | undefined {
  const misplaced = issue.code === 'invalid_type' && issue.expected === 'string';
  return misplaced && issue.input !== undefined ? 'must be text' : issueSentence(issue);
}
