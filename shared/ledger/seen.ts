import { type Finding, findingId, UNSETTLED } from '../domain/finding.ts';
import { fullResourceName } from '../domain/resource.ts';
import { KEPT, withEntry } from './history.ts';
import { isBefore } from './instant.ts';
import type { Sighting } from './sighting.ts';

const NAMED = 20;

/**
 * The finding after the sighting, as `Ledger.see` promises it, for every adapter. `fresh` says that its event was
 * not counted on this finding before.
 */
export function seen(present: Finding | undefined, sighting: Sighting, fresh: boolean): Finding {
  if (present === undefined) return firstSeen(sighting);
  const { at } = sighting;
  const counted: Finding = {
    ...present,
    firstSeen: isBefore(at, present.firstSeen) ? at : present.firstSeen,
    lastSeen: isBefore(present.lastSeen, at) ? at : present.lastSeen,
    occurrences: present.occurrences + (fresh ? 1 : 0),
  };
  if (isLate(present, sighting)) return told(counted, sighting, fresh ? 'seen late' : undefined);

  const turn = turnOf(present, sighting, fresh);
  const judged: Finding = {
    ...counted,
    ...judgementOf(sighting),
    resource: sighting.violation.resource,
    resourceName: fullResourceName(sighting.violation.resource),
    ...whoTouched(present, sighting, fresh),
    made: madeAt(present, sighting),
    state: turn === 'kept' ? present.state : 'open',
    waitsUntil: turn === 'kept' ? present.waitsUntil : undefined,
    ...(turn === 'set back' ? withSetBack(present, sighting) : {}),
  };
  if (turn === 'reopened') return told(judged, sighting, `reopened from ${present.state}`);
  if (turn === 'set back') return told(judged, sighting, 'set back');
  return told(judged, sighting, fresh ? 'seen' : undefined);
}

/** An older event that comes late reads the live job, but does not know who touched it last. */
function whoTouched(present: Finding, { at, principal, client, source }: Sighting, fresh: boolean) {
  if (isBefore(at, present.lastSeen)) return { principal: present.principal };
  if (!fresh) return { principal };
  return { principal, client, ...(source === undefined ? {} : { source }) };
}

/** Of one version it is told once, and kept; what is said of it again, as when Cloud Run has it ready, is later. */
function madeAt({ made, ...present }: Finding, { uid, generation, ...told }: Sighting) {
  const known = uid === present.uid && generation === present.generation ? made : undefined;
  return known === undefined || (told.made !== undefined && isBefore(told.made, known))
    ? told.made
    : known;
}

function firstSeen(sighting: Sighting): Finding {
  const { violation, at, made, principal, client, source } = sighting;
  const finding: Finding = {
    id: findingId(violation),
    rule: violation.rule,
    resource: violation.resource,
    resourceName: fullResourceName(violation.resource),
    attempted: violation.attempted,
    deployer: violation.deployer,
    ...judgementOf(sighting),
    state: 'open',
    principal,
    firstSeen: at,
    lastSeen: at,
    occurrences: 1,
    setBacks: [],
    ...(made === undefined ? {} : { made }),
    ...(client === undefined ? {} : { client }),
    ...(source === undefined ? {} : { source }),
    ticket: undefined,
    wayBack: [],
    history: [],
  };
  return told(finding, sighting, 'seen');
}

function withSetBack({ setBacks, setBackBy = [] }: Finding, sighting: Sighting) {
  const { at, by, principal, client } = sighting;
  return {
    setBacks: [...setBacks, at].slice(-KEPT),
    setBackBy: [...setBackBy, { at, by: by ?? principal, client }].slice(-NAMED),
  };
}

/** Named one by one, so that nothing else of the job can slip into the ledger. */
function judgementOf({ violation, decision, uid, generation, fix }: Sighting) {
  const { serviceAccount, evidence, indeterminate } = violation;
  const mode = decision.mode;
  return { serviceAccount, evidence, indeterminate, decision, mode, uid, generation, fix };
}

/** Two readings of one job can overtake each other; the generation tells which is older, for attempts the time. */
function isLate(present: Finding, { uid, generation, at }: Sighting): boolean {
  if (present.attempted) return isBefore(at, present.lastSeen);
  return uid === present.uid && generation < present.generation;
}

function turnOf(present: Finding, sighting: Sighting, fresh: boolean) {
  const { state, decision } = present;
  const { mode, policyDigest, exemption } = sighting.decision;
  const sameJob = sighting.uid === present.uid && sighting.generation === present.generation;
  // Every denied deploy is a new one, whichever job it was of.
  const isNew = present.attempted ? fresh : !sameJob;
  if (state === 'remediated' && isNew) return 'set back';
  const same = sameJob && mode === decision.mode && policyDigest === decision.policyDigest;
  const stays = UNSETTLED.has(state)
    ? state === 'open' || same
    : (same && !fresh) || (state === 'exempt' && exemption !== undefined);
  return stays ? 'kept' : 'reopened';
}

function told(finding: Finding, sighting: Sighting, what: string | undefined): Finding {
  if (what === undefined) return finding;
  const { principal, violation, generation, decision, at } = sighting;
  const who = principal === 'unknown' ? 'an unknown principal' : principal;
  const touch = violation.attempted
    ? `denied deploy by ${who}`
    : `changed by ${who}, generation ${generation}`;
  const entry = { at, what: `${what}: ${touch}; mode ${decision.mode}` };
  return { ...finding, history: withEntry(finding.history, entry) };
}
