import type { Outcome } from '../../domain/outcome.ts';
import { withRequestUsed } from '../asked.ts';
import type { ClaimAnswer, ClaimRequest } from '../claim.ts';
import { instant, secondsAfter } from '../instant.ts';
import type { Ledger } from '../ledger.ts';
import {
  type ClaimGrounds,
  type HeldClaim,
  superseded,
  weighClaim,
  windowStart,
} from '../weigh-claim.ts';
import { readCeiling } from './ceilings.ts';
import { keepFinding, readFinding } from './findings.ts';
import { remediation } from './remediations.ts';
import type { Store } from './store.ts';

export function claimsIn(store: Store): Pick<Ledger, 'claim' | 'release'> {
  return {
    claim: async (request) => store.write(() => answer(store, request)),

    release: async (decision, owner) => {
      store.write(() =>
        store.run(
          'UPDATE remediations SET owner = NULL WHERE decision = ? AND owner = ? AND outcome IS NULL',
          decision,
          owner,
        ),
      );
    },
  };
}

function answer(store: Store, request: ClaimRequest): ClaimAnswer {
  const verdict = weighClaim(request, groundsOf(store, request));
  switch (verdict.kind) {
    case 'resume':
      resume(store, request);
      break;
    case 'start':
      if (verdict.superseded !== undefined) supersede(store, verdict.superseded, request);
      start(store, request);
      break;
    default:
      return verdict;
  }
  const { plan, steps = [] } = remediation(store, request.decision) ?? {};
  return { kind: 'claimed', plan, steps };
}

function groundsOf(store: Store, request: ClaimRequest): ClaimGrounds {
  const { decision, resource, project } = request;
  const columns = 'SELECT decision, owner, lease_until, outcome FROM remediations';
  const started = store.one<{ organization: number; project: number }>(
    `SELECT count(*) AS organization, count(*) FILTER (WHERE project = ?) AS project
     FROM remediations WHERE started_instant > ?`,
    project,
    windowStart(request),
  );
  return {
    own: held(store.one<ClaimRow>(`${columns} WHERE decision = ?`, decision)),
    rival: held(
      store.one<ClaimRow>(
        `${columns} WHERE resource = ? AND outcome IS NULL AND decision <> ?`,
        resource,
        decision,
      ),
    ),
    started: started ?? { organization: 0, project: 0 },
    asked: request.request === undefined ? undefined : readFinding(store, request.finding)?.request,
    ceiling: readCeiling(store),
  };
}

type ClaimRow = {
  decision: string;
  owner: string | null;
  lease_until: string;
  outcome: string | null;
};

function held(row: ClaimRow | undefined): HeldClaim | undefined {
  if (row === undefined) return undefined;
  const outcome: Outcome | undefined = row.outcome === null ? undefined : JSON.parse(row.outcome);
  const { decision, lease_until: leaseUntil } = row;
  return { decision, owner: row.owner ?? undefined, leaseUntil, outcome };
}

function start(store: Store, request: ClaimRequest): void {
  const { decision, finding, resource, project, at, owner, leaseSeconds } = request;
  store.run(
    `INSERT INTO remediations (decision, finding, resource, project, started, started_instant, owner, lease_until)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    decision,
    finding,
    resource,
    project,
    at,
    instant(at),
    owner,
    secondsAfter(at, leaseSeconds),
  );
  const asked = request.request === undefined ? undefined : readFinding(store, finding);
  if (asked !== undefined) keepFinding(store, withRequestUsed(asked));
}

function resume(store: Store, { decision, owner, at, leaseSeconds }: ClaimRequest): void {
  store.run(
    'UPDATE remediations SET owner = ?, lease_until = ? WHERE decision = ?',
    owner,
    secondsAfter(at, leaseSeconds),
    decision,
  );
}

/** Takes the owner away too, which thus learns by ClaimLost that the outcome is not its own. */
function supersede(store: Store, decision: string, by: ClaimRequest): void {
  store.run(
    'UPDATE remediations SET owner = NULL, outcome = ?, concluded = ? WHERE decision = ?',
    JSON.stringify(superseded(by.decision)),
    by.at,
    decision,
  );
}
