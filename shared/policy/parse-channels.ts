import { LineCounter, parseDocument } from 'yaml';
import { type ReadChannels, readChannels } from './read-channels.ts';

/** Reads the text of a YAML file like examples/channels.yaml; an empty one has no channels. */
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
