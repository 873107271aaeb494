import { auditLog } from '../../functions/evaluate/sources/audit-log.ts';
import { passesSink } from '../../sandbox/delivery/sink.ts';
import type { Check } from './check.ts';

/** Whatever the organization logged is on record, or a dead letter of which an alert tells. */
export const losesNoEvent: Check = {
  name: 'Never 7: no event lost',
  async atEnd({ log, ledger, queue }) {
    const dead = new Set(queue.dead().map(({ data }) => data));
    const found: string[] = [];
    for (const entry of log.entries) {
      if (!passesSink(entry)) continue;
      const reading = auditLog.read(entry, 'm0', '2030-01-01T00:00:00Z');
      if (reading.kind === 'ignored' || dead.has(JSON.stringify(entry))) continue;
      const { eventKey } = reading.kind === 'change' ? reading.change : reading.drift;
      if (!(await ledger.recorded(eventKey))) found.push(`Nothing came of the event ${eventKey}.`);
    }
    const alerts = await ledger.alerts();
    for (const { subscription } of queue.dead())
      if (
        !alerts.some(
          ({ kind, about, published }) =>
            kind === 'dead-letter' && about.endsWith(subscription) && published !== undefined,
        )
      )
        found.push(`Nobody was told of a dead letter of ${subscription}.`);
    return found;
  },
};
