import type { Change } from '../../shared/domain/change.ts';
import { principalText } from '../../shared/domain/principal.ts';
import { fullResourceName } from '../../shared/domain/resource.ts';
import { alertOnOwnWrite } from './alert-on-own-write.ts';
import { happened } from './happened.ts';
import type { Own } from './own.ts';
import type { EvaluatePorts } from './ports.ts';

/** Counts Bailiff's own change of a job, once an event; one that no step made is a critical alert. */
export async function noteOwnWrite(own: Own, change: Change, ports: EvaluatePorts): Promise<void> {
  const { ledger, now } = ports;
  const { principal, eventKey, at } = change;
  if (own === 'journalled') {
    const record = { result: 'own-write', because: 'Bailiff itself made this change.' };
    await ledger.recordEvent(`${eventKey}|own-write`, record, happened(change, now()));
  }
  if (own !== 'without-step') return;
  const about = fullResourceName(change.resource);
  await alertOnOwnWrite(
    { did: `${principalText(principal)} changed ${about} at ${at}`, about, eventKey },
    ports,
  );
}
