import { MOST_UNREAD, type Sweep } from '../../shared/domain/sweep.ts';
import { digest } from './digest.ts';
import { noteAlert } from './note-alert.ts';
import type { EvaluatePorts } from './ports.ts';

const NAMED = 20;

/** Tells, once, what a sweep came to when all its messages were dealt with; an alert names what it could not see. */
export async function reportSweep(sweep: Sweep, ports: EvaluatePorts): Promise<void> {
  const { id, jobs, projects, unread, illegible } = sweep;
  const { ledger, log, now } = ports;
  const key = `sweep|${id}|complete`;
  if (await ledger.recorded(key)) return;
  const whole = `The sweep ${id} is complete: it went through ${jobs} jobs in ${projects} projects.`;
  const blind = [
    ...(unread.length === 0 ? [] : [`It could not read the jobs of ${namesOf(unread)}.`]),
    ...(illegible === 0 ? [] : [`It could not make out ${illegible} names of the inventory.`]),
  ];
  if (blind.length > 0) await alert(sweep, blind, ports);
  const because = [whole, ...blind];
  log.info(because.join(' '), { event: `sweep|${id}`, result: 'sweep.complete', because });
  await ledger.recordEvent(key, { result: 'sweep.complete', because: because.join(' ') }, now());
}

/** Once a day for the same projects. */
async function alert(
  { unread, illegible, projects }: Sweep,
  blind: readonly string[],
  ports: EvaluatePorts,
): Promise<void> {
  const { evaluate } = ports.deployment.identities;
  const text = `A sweep of ${projects} projects did not see everything. ${blind.join(' ')} Nothing there is judged, and what was found before stays as it was: let ${evaluate} read the projects and their jobs (resourcemanager.projects.get, run.jobs.get), or take away what denies it.`;
  const key = `unread-projects~${digest([...unread, illegible].join())}~${ports.now().slice(0, 10)}`;
  const about = unread[0] ?? 'the inventory';
  await noteAlert({ key, kind: 'unread-projects', severity: 'high', text, about }, ports);
}

function namesOf(projects: readonly string[]): string {
  const more = projects.length - NAMED;
  const atLeast = projects.length === MOST_UNREAD ? 'at least ' : '';
  const others = more > 0 ? ` and ${atLeast}${more} more projects` : '';
  return `${projects.slice(0, NAMED).join(', ')}${others}`;
}
