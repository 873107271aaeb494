import { RecheckMessage } from '../../shared/domain/message.ts';
import { isComplete, withJudged } from '../../shared/domain/sweep.ts';
import { tendExemptions } from '../../shared/engine/tend-exemptions.ts';
import type { Push } from '../../shared/push/push.ts';
import { happened } from './happened.ts';
import { policyInForce } from './policy-in-force.ts';
import type { EvaluatePorts } from './ports.ts';
import { readOnce } from './read-once.ts';
import { recheckJobs } from './recheck-jobs.ts';
import { reportSweep } from './report-sweep.ts';

const LOGGED = 20;

/** The jobs that a sweep asks to be judged again; `undefined` for a payload that is no such message. */
export function readRecheck(payload: unknown): RecheckMessage | undefined {
  return RecheckMessage.safeParse(payload).data;
}

/**
 * Judges each job of the message again. Safe to repeat, and goes on where an earlier delivery was cut off. Throws when a
 * job could not be judged, once all others were.
 */
export async function judgeRecheck(
  message: RecheckMessage,
  { publishTime }: Pick<Push, 'publishTime'>,
  ports: EvaluatePorts,
): Promise<void> {
  const { sweep, batch, jobs } = message;
  const { ledger, log, now } = ports;
  const at = happened({ at: publishTime }, now());
  const policy = await policyInForce(ports);
  const once = { ...ports, readers: readOnce(ports.readers) };
  const { findings, unread } = await recheckJobs(message, at, policy, once);
  const key = `sweep|${sweep}`;
  for (const [project, because] of unread) {
    const record = { result: 'recheck.unread', because };
    const news = await ledger.recordEvent(`${key}|unread|${project}`, record, now());
    const text = `The jobs of ${project} could not be read. ${because}`;
    if (news) log.warn(text, { event: key, project, result: record.result });
  }
  const present = await ledger.changeSweep(sweep, (known) =>
    known === undefined ? undefined : withJudged(known, batch, [...unread.keys()]),
  );
  log.info(`Judged ${jobs.length} jobs again.`, {
    event: key,
    result: 'recheck.judged',
    finding: findings.slice(0, LOGGED).join(' ') || undefined,
  });
  if (present === undefined || !isComplete(present)) return;
  await tendExemptions(await policyInForce(ports), ports);
  await reportSweep(present, ports);
}
