import type { RecheckMessage } from '../../shared/domain/message.ts';
import { parseListedJob, type Resource } from '../../shared/domain/resource.ts';
import { ApiFailure } from '../../shared/gcp/api-failure.ts';
import type { EventRecord } from '../../shared/ledger/event-record.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { openPace, type Pace } from './pace.ts';
import type { EvaluatePorts } from './ports.ts';
import { recheckJob } from './recheck-job.ts';

/** A few, since judging each costs some calls of APIs that have quotas. */
const AT_A_TIME = 4;

interface Rechecked {
  /** Ids. */
  readonly findings: readonly string[];
  /** Why the jobs of a project could not be read, by its id or number. */
  readonly unread: ReadonlyMap<string, string>;
}

/**
 * Judges those jobs of the message again that were not judged in this sweep before: a few at a time, and slower while an
 * API says that its quota is used up. Throws when a job could not be judged, once all others were.
 *
 * @param at RFC 3339, when the sweep asked.
 */
export async function recheckJobs(
  message: RecheckMessage,
  at: string,
  policy: Policy,
  ports: EvaluatePorts,
  pace: Pace = openPace(ports.now),
): Promise<Rechecked> {
  const waiting = await notJudgedYet(message, ports);
  const events = new Map<string, EventRecord>();
  const findings: string[] = [];
  const unread = new Map<string, string>();
  const failures: unknown[] = [];
  let usedUp: ApiFailure | undefined;
  while (waiting.length > 0) {
    const refused: typeof waiting = [];
    const judge = async ([key, resource]: (typeof waiting)[number]) => {
      try {
        const end = await recheckJob(resource, { ...message, at }, policy, ports);
        if (end.kind === 'unread') unread.set(end.project, end.because);
        else events.set(key, end.event);
        if (end.kind === 'judged') findings.push(...end.findings);
      } catch (error) {
        if (!isUsedUp(error)) return void failures.push(error);
        refused.push([key, resource]);
        usedUp = error;
      }
    };
    await Promise.all(waiting.splice(0, AT_A_TIME).map(judge));
    waiting.unshift(...refused);
    if (waiting.length > 0 && !(await pace.goesOn(refused.length > 0))) break;
  }
  // Together, since one write for each job would take longer than judging it, and more than a counter takes.
  await ports.ledger.recordEvents(events, at);
  if (failures.length > 0) throw failures[0];
  if (waiting.length > 0) throw usedUp;
  return { findings, unread };
}

/** By the keys that they are recorded under. */
async function notJudgedYet(
  { sweep, jobs }: RecheckMessage,
  { ledger }: Pick<EvaluatePorts, 'ledger'>,
): Promise<[key: string, resource: Resource][]> {
  const byKey = new Map(jobs.map((name) => [`sweep|${sweep}|${name}`, parseListedJob(name)]));
  const known = await ledger.recordedOf([...byKey.keys()]);
  return [...byKey].flatMap(([key, resource]): [string, Resource][] =>
    resource === undefined || known.has(key) ? [] : [[key, resource]],
  );
}

function isUsedUp(error: unknown): error is ApiFailure {
  return error instanceof ApiFailure && error.status === 429;
}
