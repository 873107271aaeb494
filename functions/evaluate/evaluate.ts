import type { Change, Reading } from '../../shared/domain/change.ts';
import type { Drift } from '../../shared/domain/drift.ts';
import { principalText } from '../../shared/domain/principal.ts';
import { fullResourceName } from '../../shared/domain/resource.ts';
import { ApiFailure } from '../../shared/gcp/api-failure.ts';
import type { Push } from '../../shared/push/push.ts';
import { alertOnIgnored } from './alert-on-ignored.ts';
import { judgeChange } from './judge-change.ts';
import { judgeDrift } from './judge-drift.ts';
import { judgeRecheck, readRecheck } from './judge-recheck.ts';
import type { EvaluatePorts, Verdict } from './ports.ts';
import { isTick, tick } from './tick.ts';

/** A change of an organization may concern thousands of jobs. */
const LOGGED = 20;

/**
 * Handles one push of `audit-events` or `rechecks`: reads what it is about, judges it, records what was found and tells
 * the other functions; or one of `ticks`. Safe to repeat. Throws what should be delivered again; nothing that a message
 * holds makes it write to the cloud.
 */
export async function evaluate(push: Push, ports: EvaluatePorts): Promise<void> {
  try {
    const payload = parse(push.data);
    if (isTick(payload)) return await tick(ports);
    const recheck = readRecheck(payload);
    if (recheck !== undefined) return await judgeRecheck(recheck, push, ports);
    const reading = ports.source.read(payload, push.messageId, push.publishTime);
    switch (reading.kind) {
      case 'change':
        return await change(reading.change, ports);
      case 'drift':
        return await drift(reading.drift, ports);
      case 'ignored':
        return await ignore(reading, payload, push, ports);
    }
  } catch (error) {
    await ports.ledger.count(`redelivered.${reasonOf(error)}`);
    throw error;
  }
}

async function change(read: Change, ports: EvaluatePorts): Promise<void> {
  const verdict = await judgeChange(read, ports);
  await conclude(read.eventKey, verdict, ports);
  const found =
    verdict.mode === undefined
      ? []
      : [`Found ${verdict.findings?.join(' and ')}: ${verdict.mode}.`];
  ports.log.info([...found, ...verdict.because].join(' '), {
    event: read.eventKey,
    resource: fullResourceName(read.resource),
    principal: principalText(read.principal),
    method: read.method,
    result: verdict.result,
    finding: verdict.findings?.join(' ') || undefined,
    mode: verdict.mode,
    because: verdict.because,
  });
}

async function drift(read: Drift, ports: EvaluatePorts): Promise<void> {
  const verdict = await judgeDrift(read, ports);
  await conclude(read.eventKey, verdict, ports);
  ports.log.info(verdict.because.join(' '), {
    event: read.eventKey,
    principal: principalText(read.principal),
    method: read.method,
    result: verdict.result,
    finding: verdict.findings?.slice(0, LOGGED).join(' ') || undefined,
    because: verdict.because,
  });
}

async function ignore(
  { reason, detail }: Extract<Reading, { kind: 'ignored' }>,
  payload: unknown,
  push: Push,
  ports: EvaluatePorts,
): Promise<void> {
  await alertOnIgnored(reason, detail, payload, ports);
  const result = `ignored.${reason}`;
  await conclude(`message|${push.messageId}`, { result, because: [detail] }, ports);
  ports.log.info(detail, { result });
}

async function conclude(
  key: string,
  { result, because }: Verdict,
  { ledger, now }: EvaluatePorts,
): Promise<void> {
  await ledger.recordEvent(key, { result, because: because.join(' ') }, now());
}

/** `undefined`, which is no log entry, for what is not JSON. */
function parse(data: string | undefined): unknown {
  try {
    return JSON.parse(data ?? '');
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiFailure) return `${error.api}.${error.code}`;
  return error instanceof Error ? error.name : 'unknown';
}
