import { parsePrincipal, principalText } from '../../shared/domain/principal.ts';
import { type Answer, type ApproverPorts, refused } from './approver-ports.ts';
import { publishFor } from './request.ts';

/** Records that the alert is dealt with, and has a job that it held at ticket decided again. */
export async function closeAlert(
  id: string,
  by: string,
  why: string,
  ports: ApproverPorts,
): Promise<Answer> {
  const { ledger, now, newId } = ports;
  const present = await ledger.alert(id);
  if (present === undefined)
    return refused(404, 'No alert has that id. GET /api/alerts lists them.');
  const held = present.finding === undefined ? undefined : await ledger.finding(present.finding);
  const who = principalText(parsePrincipal(by));
  if (present.closed === undefined && held?.setBackBy?.some((one) => one.by === who))
    return refused(
      403,
      `${by} is one of those who set it back, and nobody closes his own fight: ask another approver.`,
    );
  const alert = await ledger.closeAlert(id, { by, at: now(), why });
  if (held !== undefined) await publishFor(held.id, `${held.id}@fight-closed.${newId()}`, ports);
  const closed = alert?.closed;
  const again = held === undefined ? '' : ` ${held.id} is decided again.`;
  const said = `${closed?.by} closed the alert at ${closed?.at}.${again}`;
  return { kind: 'taken', status: 200, body: { said, alert } };
}
