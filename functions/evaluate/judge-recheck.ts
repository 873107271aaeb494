import { RecheckMessage } from '../../shared/domain/message.ts';
import { isComplete, withJudged } from '../../shared/domain/sweep.ts';
import { tendExemptions } from '../../shared/engine/tend-exemptions.ts';
import type { Push } from '../../shared/push/push.ts';
import { happened } from './happened.ts';
import { policyInForce } from './policy-in-force.ts';
import type { EvaluatePorts } from './ports.ts';
import { readOnce } from './read-once.ts';
import { recheckJob } from './recheck-job.ts';
import { reportSweep } from './report-sweep.ts';

/** A few, since judging each costs some calls of APIs that have quotas. */
const AT_A_TIME = 4;
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
  const { findings, unread } = await judgeAll(message, publishTime, ports);
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

async function judgeAll(message: RecheckMessage, publishTime: string, ports: EvaluatePorts) {
  const findings: string[] = [];
  const unread = new Map<string, string>();
  const failures: unknown[] = [];
  const { jobs } = message;
  const asked = { ...message, at: happened({ at: publishTime }, ports.now()) };
  const policy = await policyInForce(ports);
  const once = { ...ports, readers: readOnce(ports.readers) };
  for (let i = 0; i < jobs.length; i += AT_A_TIME) {
    const some = jobs.slice(i, i + AT_A_TIME);
    const judged = some.map((name) => recheckJob(name, asked, policy, once));
    for (const end of await Promise.allSettled(judged))
      if (end.status === 'rejected') failures.push(end.reason);
      else if (end.value.kind === 'judged') findings.push(...end.value.findings);
      else unread.set(end.value.project, end.value.because);
  }
  if (failures.length > 0) throw failures[0];
  return { findings, unread };
}
