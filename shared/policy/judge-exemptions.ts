import type { Cap } from '../domain/mode.ts';
import type { ConditionView } from './condition.ts';
import type { Exemption } from './policy.ts';

export interface Exempting {
  /** The exemption that holds today, if one does. */
  readonly live: Exemption | undefined;
  /** Sentences about exemptions that matched. */
  readonly notes: readonly string[];
  readonly caps: readonly Cap[];
  /** Ids of those that would hold today, and whose condition cannot be evaluated. */
  readonly unreadable: readonly string[];
}

/**
 * Which exemption covers a finding on this day (YYYY-MM-DD, UTC; the last day is included). A lapsed one does nothing
 * but be named; one that cannot be evaluated does not exempt, and nothing is changed either.
 */
export function judgeExemptions(
  exemptions: readonly Exemption[],
  rule: string,
  view: ConditionView,
  today: string,
): Exempting {
  const judged = exemptions
    .filter((exemption) => exemption.rule === rule)
    .map((exemption) => ({ exemption, match: exemption.when.match(view) }));
  const matching = judged.filter(({ match }) => match.kind === 'yes');
  const live = matching.find(({ exemption }) => holds(exemption, today))?.exemption;
  const lapsed = matching.filter(({ exemption }) => !holds(exemption, today));
  const unread = judged.flatMap(({ exemption, match }) =>
    match.kind === 'unreadable' && holds(exemption, today)
      ? [{ id: exemption.id, cap: unreadable(exemption, match.because) }]
      : [],
  );
  return {
    live,
    notes: [
      ...(live === undefined ? [] : [liveSentence(live)]),
      ...lapsed.map(({ exemption }) => lapsedSentence(exemption)),
    ],
    caps: unread.map(({ cap }) => cap),
    unreadable: unread.map(({ id }) => id),
  };
}

/** Whether it counts on this day. */
export function holds(exemption: Exemption, today: string): boolean {
  return today <= exemption.expires;
}

function liveSentence({ id, owner, expires, reason }: Exemption): string {
  return `Exemption ${id} of ${owner} lets it stay as it is until ${expires}: ${reason}`;
}

function lapsedSentence({ id, owner, expires }: Exemption): string {
  return `Exemption ${id} of ${owner} lapsed after ${expires} and no longer counts.`;
}

function unreadable({ id }: Exemption, because: string): Cap {
  return {
    mode: 'ticket',
    because: `The condition of exemption ${id} cannot be evaluated (${because}), so it does not exempt, and nothing is changed.`,
  };
}
