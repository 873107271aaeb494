import { isAtLeast, type Severity } from '../../shared/domain/severity.ts';
import type { Log } from '../../shared/log.ts';
import { deliver } from './deliver/deliver.ts';
import { ignore } from './ignore.ts';
import type { NotifyPorts } from './ports.ts';

/** An alert's severity in the log, where alert policies and a SIEM match it. */
const LEVELS = {
  low: 'info',
  medium: 'warn',
  high: 'error',
  critical: 'error',
} as const satisfies Record<Severity, keyof Log>;

/**
 * Says an alert in the log and in every channel that takes alerts so bad, once. Marked when each of them was told or has
 * it due: a crash before says it twice, never not at all. A channel that fails at it may raise another, for the others.
 */
export async function publishAlert(id: string, log: Log, ports: NotifyPorts): Promise<void> {
  const waiting = [id];
  // One that fails to reach the channel that it is about is raised again by that, and is being told already.
  const told = new Set<string>();
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (told.has(next)) continue;
    told.add(next);
    waiting.push(...(await publishOne(next, log, ports)));
  }
}

/** The ids of the alerts that came of it. */
async function publishOne(id: string, log: Log, ports: NotifyPorts): Promise<readonly string[]> {
  const { ledger, channels, now } = ports;
  const alert = await ledger.alert(id);
  if (alert === undefined) {
    await ignore('no-such-alert', 'No alert has this id.', log, ports);
    return [];
  }
  if (alert.published !== undefined) {
    log.info('This alert was told before.', { result: 'alert-told-before', alert: id });
    return [];
  }
  log[LEVELS[alert.severity]](alert.text, { result: 'alert', alert: alert.kind });
  const subject = { kind: 'alert', alert: id } as const;
  const takers = channels.all.filter(
    ({ alerts }) => alerts !== 'none' && isAtLeast(alert.severity, alerts),
  );
  const raised = await Promise.all(takers.map(({ name }) => deliver(name, subject, log, ports)));
  await ledger.publishAlert(id, now());
  return raised.flat();
}
