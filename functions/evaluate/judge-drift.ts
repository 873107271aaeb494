import type { Drift } from '../../shared/domain/drift.ts';
import { locate } from '../../shared/engine/locate.ts';
import { alertOnOwnWrite } from './alert-on-own-write.ts';
import { judgeUse } from './judge-use.ts';
import { ownAccessWrite } from './own-access-writes.ts';
import { policyInForce } from './policy-in-force.ts';
import type { EvaluatePorts, Verdict } from './ports.ts';
import { mismatch, outside } from './strangers.ts';
import { usesConcerned } from './uses-concerned.ts';

/**
 * Judges every job again that a change of somebody's access may concern. Safe to repeat, and goes on where an earlier
 * delivery of the event was cut off. Throws when a job could not be judged, once all others were; one that Bailiff may
 * not read is left out.
 */
export async function judgeDrift(drift: Drift, ports: EvaluatePorts): Promise<Verdict> {
  const placed = await placedById(drift, ports);
  if (placed.kind === 'strange') return placed.verdict;
  const { scope } = placed;
  const known = { ...drift, scope };
  const own = await ownAccessWrite(known, ports);
  if (own === 'without-step') await noteForeignUse(known, ports);
  const journalled = own === 'journalled';
  const { count, unread, findings } = await judgeAll(known, journalled, ports);
  if (journalled) {
    const because = ['Bailiff itself made this change.', drift.what];
    return { result: 'own-write', because, findings };
  }
  if (count === 0)
    return { result: 'drift.no-user', because: [drift.what, 'No job that is known is concerned.'] };
  const judged = unread === count ? [] : [`${jobs(count - unread)} judged again.`];
  const left = unread === 0 ? [] : [`${jobs(unread)} not readable.`];
  return { result: 'drift.judged', because: [drift.what, ...judged, ...left], findings };
}

async function judgeAll(drift: Drift, own: boolean, ports: EvaluatePorts) {
  const findings: string[] = [];
  const failures: unknown[] = [];
  let count = 0;
  let unread = 0;
  for await (const uses of usesConcerned(drift, ports)) {
    const policy = await policyInForce(ports);
    const judged = uses.map((use) => judgeUse(use, drift, own, policy, ports));
    for (const end of await Promise.allSettled(judged))
      if (end.status === 'fulfilled') {
        findings.push(...end.value.findings);
        if (end.value.unread) unread += 1;
      } else failures.push(end.reason);
    count += uses.length;
  }
  if (failures.length > 0) throw failures[0];
  return { count, unread, findings };
}

function jobs(count: number): string {
  return count === 1 ? 'One job was' : `${count} jobs were`;
}

/**
 * The scope with its project by id, as the index has it: an entry may tell the number alone, and of a number that
 * stands beside an id only the project itself tells whether it is its own.
 */
async function placedById(
  { scope, project }: Drift,
  ports: EvaluatePorts,
): Promise<
  | { readonly kind: 'placed'; readonly scope: Drift['scope'] }
  | { readonly kind: 'strange'; readonly verdict: Verdict }
> {
  const alone = scope.kind === 'place' ? /^projects\/(\d+)$/.exec(scope.name)?.[1] : undefined;
  const told = project?.id ?? alone;
  if (told === undefined) return { kind: 'placed', scope };
  const located = await locate(told, ports.readers);
  if (located.kind === 'outside-organization')
    return { kind: 'strange', verdict: await outside(told, ports) };
  const { id, number } = located.project;
  if (project !== undefined && project.number !== number)
    return { kind: 'strange', verdict: await mismatch(located.project, project.number, ports) };
  const name = `projects/${id}`;
  return { kind: 'placed', scope: alone === undefined ? scope : { kind: 'place', name } };
}

async function noteForeignUse(drift: Drift, ports: EvaluatePorts): Promise<void> {
  const { scope, what, at, eventKey } = drift;
  const about = scope.kind === 'place' ? scope.name : (scope.email ?? scope.uniqueId ?? 'unknown');
  await alertOnOwnWrite({ did: `At ${at} ${what.replace(/\.$/, '')}`, about, eventKey }, ports);
}
