import { lookKey, type Wake } from '../domain/wake.ts';
import type { ClaimAnswer, ClaimRequest, Line } from './claim.ts';
import { isBefore, secondsAfter } from './instant.ts';
import { wakePlace } from './wakes.ts';
import { budgetOf, type ClaimGrounds, SCOPES, whoseBudget } from './weigh-claim.ts';

/** Where there is room for more than that, nobody who waits is kept from it. */
const CROWD = 500;

/** One line in which others may wait for the room that a start would take. */
interface LineAhead {
  readonly line: Line;
  readonly who: string;
  readonly most: number;
  /** How many may start now. */
  readonly room: number;
  /** Who waits has a place below it; somebody whose turn came and came to nothing, time and again, is put off beyond. */
  readonly below: string;
}

/**
 * The lines that a start with room under every limit has to look at, narrowest first; none for a finding whose own turn
 * has come in any of them. `look` is the wake of the finding.
 */
export function linesAhead(
  request: ClaimRequest,
  started: ClaimGrounds['started'],
  look: Wake | undefined,
): readonly LineAhead[] {
  const { at, budget } = request;
  if (hasItsTurn(look, at)) return [];
  const below = wakePlace({ due: secondsAfter(at, 2 * budget.windowSeconds), key: '' });
  return SCOPES.flatMap((scope) => {
    const most = budgetOf(request, scope);
    const room = most - started[scope].count;
    const whose = whoseBudget(request, scope);
    return whose === undefined || room >= CROWD ? [] : [{ ...whose, most, room, below }];
  });
}

/** That the room of the line is for those who wait there; `undefined` when there is more of it, or it is the finding's own. */
export function othersFirst(
  { finding, at, budget }: ClaimRequest,
  { line, who, most, room }: LineAhead,
  waiting: readonly Wake[],
): Extract<ClaimAnswer, { kind: 'limited' }> | undefined {
  const others = waiting.filter(({ key }) => key !== lookKey(finding));
  if (others.length < room) return undefined;
  const because = `The budget of ${most} remediations for ${who} has room for ${room} by now, for which others have waited.`;
  // As far behind them as starts are apart on average.
  const until = secondsAfter(at, budget.windowSeconds / most);
  return { kind: 'limited', because, line, most, until };
}

/** Whether the finding waited for a limit, and is due. */
export function hasItsTurn(look: Wake | undefined, at: string): boolean {
  return look?.kind === 'limited' && (look.tries > 0 || !isBefore(at, look.due));
}
