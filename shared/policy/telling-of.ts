import type { Telling } from '../domain/decision.ts';
import type { ConditionView } from './condition.ts';
import type { Tickets } from './policy.ts';

/**
 * Where the tickets of a finding go: to the first route whose condition is true, or as `otherwise` says. A condition that
 * cannot be evaluated is not true, and its route is told all the same: no ticket gets lost because one breaks.
 */
export function tellingOf(
  { routes, otherwise }: Tickets,
  view: ConditionView,
  policyOwner: string | undefined,
): Telling {
  const { owner } = view.finding;
  const unsure: string[] = [];
  const notes: string[] = [];
  const told = (channels: readonly string[], because: string): Telling => ({
    channels: [...new Set([...unsure, ...channels])],
    because: [...notes, because].join(' '),
    ...(owner === '' ? {} : { owner }),
    ...(policyOwner === undefined ? {} : { policyOwner }),
  });
  for (const { name, when, to } of routes) {
    const match = when.match(view);
    if (match.kind === 'yes') return told(to, `The route "${name}" tells ${namesOf(to)}.`);
    if (match.kind === 'no') continue;
    unsure.push(...to);
    notes.push(
      `The condition of the route "${name}" cannot be evaluated (${match.because}), so ${namesOf(to)} is told in any case.`,
    );
  }
  const none = routes.length === 0 ? 'The policy' : 'No route matches, and the policy then';
  return told(otherwise, `${none} tells ${namesOf(otherwise)}.`);
}

function namesOf(channels: readonly string[]): string {
  return channels.length === 0 ? 'no channel' : channels.join(', ');
}
