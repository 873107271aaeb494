import type { ActionSettings } from '../domain/decision.ts';
import { lower, type Mode, reaches } from '../domain/mode.ts';
import { mendingOf } from './mending.ts';
import type { Settings } from './policy.ts';

/** In what the settings of a rule go further than others of the same rule, each to follow a subject. */
export function gains(rule: string, from: Settings, to: Settings): readonly string[] {
  const [before, after] = [reached(rule, from), reached(rule, to)];
  if (!reaches(after, 'ticket')) return [];
  const raised = !reaches(before, after);
  const acts = reaches(after, 'approve');
  const how = raised && acts && to.action !== undefined ? ` (${described(to.action)})` : '';
  return [
    ...(raised ? [`goes from ${before} to ${after}${how}`] : []),
    ...(!raised && acts ? otherAction(from.action, to.action) : []),
    ...(after === 'remediate' && movesExecuted(rule, to) && !movesExecuted(rule, from)
      ? ['also moves jobs that have been executed before']
      : []),
  ];
}

/** How far the settings go at most, with the action that they name or lack. */
export function reached(rule: string, { mode, action }: Settings): Mode {
  const mending = mendingOf(rule);
  if (mending === undefined || (mending.by === 'settings' && action === undefined))
    return lower(mode, 'ticket');
  return lower(mode, mending.most);
}

function movesExecuted(rule: string, { remediateExecuted }: Settings): boolean {
  return remediateExecuted && mendingOf(rule)?.by === 'settings';
}

function otherAction(
  from: ActionSettings | undefined,
  to: ActionSettings | undefined,
): readonly string[] {
  if (from === undefined || to === undefined || within(to, from)) return [];
  return [`mends with ${described(to)} instead of ${described(from)}`];
}

function within(action: ActionSettings, other: ActionSettings): boolean {
  if (action.existing !== undefined) return action.existing === other.existing;
  return (
    other.create !== undefined &&
    (action.create?.roles ?? []).every((role) => other.create?.roles.includes(role))
  );
}

function described({ existing, create }: ActionSettings): string {
  if (existing !== undefined) return `the account ${existing}`;
  const roles = create?.roles ?? [];
  return `an account made for the job, with ${roles.length === 0 ? 'no roles' : roles.join(', ')}`;
}
