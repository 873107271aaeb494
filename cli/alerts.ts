import { z } from 'zod';
import { type AskOptions, callConsole, clean, type Said } from './console-call.ts';
import { table } from './table.ts';

const Alerts = z.looseObject({
  alerts: z.array(
    z.looseObject({
      id: z.string(),
      severity: z.string(),
      kind: z.string(),
      text: z.string(),
      about: z.string(),
      lastRaised: z.string(),
      closed: z.looseObject({ by: z.string() }).optional(),
    }),
  ),
});
const Closed = z.looseObject({ said: z.string() });

/** The alerts of a running Bailiff, last raised first. */
export function showAlerts(options: AskOptions): Promise<Said> {
  return callConsole({ path: '/api/alerts' }, options, Alerts, ({ alerts }) => {
    if (alerts.length === 0) return 'No alerts.\n';
    const rows = alerts.map(({ closed, severity, kind, about, lastRaised, id }) => [
      closed === undefined ? 'open' : `closed by ${closed.by}`,
      severity,
      kind,
      about,
      lastRaised,
      id,
    ]);
    return table(['STATE', 'SEVERITY', 'KIND', 'ABOUT', 'LAST RAISED', 'ID'], rows);
  });
}

/** Has an alert closed, which lets what it held be decided again. */
export function closeAlert(id: string, why: string, options: AskOptions): Promise<Said> {
  const path = `/api/alerts/${encodeURIComponent(id)}/close`;
  return callConsole({ path, body: { why } }, options, Closed, ({ said }) => `${clean(said)}\n`);
}
