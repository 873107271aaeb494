import type { Outcome } from '../../domain/outcome.ts';
import { claimKey, lookKey } from '../../domain/wake.ts';
import { withRequestUsed } from '../asked.ts';
import type { ClaimAnswer, ClaimRequest } from '../claim.ts';
import { instant, secondsAfter } from '../instant.ts';
import type { Ledger } from '../ledger.ts';
import { linesAhead, othersFirst } from '../others-first.ts';
import { claimWake } from '../wakes.ts';
import {
  budgetOf,
  type ClaimGrounds,
  type ClaimVerdict,
  type HeldClaim,
  type Scope,
  type Started,
  startedAt,
  superseded,
  weighClaim,
  windowStart,
} from '../weigh-claim.ts';
import { readCeiling } from './ceilings.ts';
import { keepFinding, readFinding } from './findings.ts';
import { remediation } from './remediations.ts';
import type { Store } from './store.ts';
import { dropWake, keepWake, readWake, waitingIn } from './wakes.ts';

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
  const verdict = weigh(store, request);
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
  keepWake(store, claimWake(request));
  const { plan, steps = [] } = remediation(store, request.decision) ?? {};
  return { kind: 'claimed', plan, steps };
}

function weigh(store: Store, request: ClaimRequest): ClaimVerdict {
  const grounds = groundsOf(store, request);
  const verdict = weighClaim(request, grounds);
  if (verdict.kind !== 'start') return verdict;
  const look = readWake(store, lookKey(request.finding));
  for (const ahead of linesAhead(request, grounds.started, look)) {
    const { line, below, room } = ahead;
    const limited = othersFirst(request, ahead, waitingIn(store, line, below, room + 1));
    if (limited !== undefined) return limited;
  }
  return verdict;
}

function groundsOf(store: Store, request: ClaimRequest): ClaimGrounds {
  const { decision, resource, project, deployer } = request;
  const columns = 'SELECT decision, owner, lease_until, outcome FROM remediations';
  return {
    own: held(store.one<ClaimRow>(`${columns} WHERE decision = ?`, decision)),
    rival: held(
      store.one<ClaimRow>(
        `${columns} WHERE resource = ? AND outcome IS NULL AND decision <> ?`,
        resource,
        decision,
      ),
    ),
    started: {
      organization: started(store, request, 'organization', 'TRUE'),
      project: started(store, request, 'project', 'project = ?', project),
      deployer: started(store, request, 'deployer', 'deployer = ?', deployer ?? null),
      share: started(
        store,
        request,
        'share',
        'project = ? AND deployer = ?',
        project,
        deployer ?? null,
      ),
    },
    asked: request.request === undefined ? undefined : readFinding(store, request.finding)?.request,
    ceiling: readCeiling(store),
  };
}

function started(
  store: Store,
  request: ClaimRequest,
  scope: Scope,
  where: string,
  ...values: readonly (string | null)[]
): Started {
  const rows = store.all<{ at: string }>(
    `SELECT started_instant AS at FROM remediations WHERE ${where} AND started_instant > ? ORDER BY started_instant`,
    ...values,
    windowStart(request),
  );
  return startedAt(
    rows.map(({ at }) => at),
    budgetOf(request, scope),
  );
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
  const { decision, finding, resource, project, deployer, at, owner, leaseSeconds } = request;
  store.run(
    `INSERT INTO remediations (decision, finding, resource, project, deployer, started, started_instant, owner, lease_until)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    decision,
    finding,
    resource,
    project,
    deployer ?? null,
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
  dropWake(store, claimKey(decision));
}
