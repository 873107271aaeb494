import { type Finding, UNSETTLED } from '../../shared/domain/finding.ts';
import { reaches } from '../../shared/domain/mode.ts';

/**
 * What becomes of a finding of which nobody can tell whether it is mended, `sentences` saying what could not be read: it
 * stays as it is, at `ticket` at most, until it is judged again. `undefined` when that changes nothing.
 */
export function heldUnread(sentences: readonly string[], { state, mode, decision }: Finding) {
  if (!UNSETTLED.has(state) || !reaches(mode, 'ticket')) return undefined;
  const because = `Whether it is mended could not be read, so nothing is changed: ${sentences.join(' ')}`;
  const all = [...new Set([...decision.because, because])];
  return {
    // What failed stays visible as failed.
    state: state === 'failed' ? ('failed' as const) : ('held' as const),
    mode: 'ticket' as const,
    decision: { ...decision, mode: 'ticket' as const, because: all },
    what: `Held at ticket: ${because}`,
  };
}
