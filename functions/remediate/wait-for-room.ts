import { lookKey } from '../../shared/domain/wake.ts';
import type { ClaimAnswer } from '../../shared/ledger/claim.ts';
import { isBefore } from '../../shared/ledger/instant.ts';
import { hasItsTurn } from '../../shared/ledger/others-first.ts';
import { ticketHold } from './actions/action.ts';
import { alertOnLimit } from './alert-on-limit.ts';
import { type Choice, held } from './choose.ts';
import { placeInLine } from './place-in-line.ts';
import type { Delivery } from './ports.ts';
import { schedule } from './schedule.ts';
import type { Settlement } from './settlement.ts';

type Limited = Extract<ClaimAnswer, { kind: 'limited' }>;

/**
 * What becomes of a finding for which there is no room under a limit: it is ticketed and decided again when there is.
 * What was approved keeps waiting, and its approval stands until it expires.
 */
export async function waitForRoom(
  limited: Limited,
  { decision, now, approval }: Extract<Choice, { kind: 'act' }>,
  delivery: Delivery,
): Promise<Settlement> {
  const { line, most, until } = limited;
  await alertOnLimit(limited, delivery);
  const place = await placeOf({ line, most, until }, delivery);
  const expires = approval?.request.expires;
  const due = expires !== undefined && isBefore(expires, place) ? expires : place;
  await schedule({ kind: 'limited', due, line }, decision, delivery);
  const because = `Nothing more is changed for now. ${limited.because}`;
  if (approval === undefined) return { ...held(ticketHold(because), now), waitsUntil: due };
  const hold = { kind: 'hold', mode: 'approve', because: [because], plan: undefined } as const;
  return { ...held(hold, now, approval.asked), waitsUntil: due };
}

/** Who waits in this line and is not due yet keeps his place, however often he comes before. */
async function placeOf(
  { line, most, until }: Pick<Limited, 'line' | 'most' | 'until'>,
  { finding, ports: { ledger, now } }: Delivery,
): Promise<string> {
  const key = lookKey(finding.id);
  const own = await ledger.wake(key);
  const again = own?.line === line;
  if (again && !hasItsTurn(own, now())) return own.due;
  const last = await ledger.lastIn(line);
  const others = last?.key === key ? undefined : last?.due;
  return placeInLine({ until, last: others, most, again }, finding.id);
}
