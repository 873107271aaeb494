import type { Ceiling } from '../../domain/ceiling.ts';
import type { Finding } from '../../domain/finding.ts';
import { claimKey, lookKey, type Wake } from '../../domain/wake.ts';
import { withRequestUsed } from '../asked.ts';
import type { ClaimAnswer, ClaimRequest, Line } from '../claim.ts';
import { instant, secondsAfter } from '../instant.ts';
import type { Ledger } from '../ledger.ts';
import { linesAhead, othersFirst } from '../others-first.ts';
import { claimWake } from '../wakes.ts';
import {
  budgetOf,
  type ClaimVerdict,
  type HeldClaim,
  startedAt,
  superseded,
  weighClaim,
  windowStart,
} from '../weigh-claim.ts';
import { CEILING, ceilingOf, ORGANIZATION_BUDGET } from './ceilings.ts';
import { type Collections, type Ref, ref } from './collections.ts';
import { readableId } from './document-id.ts';
import { findingFields, findingOf, findingRef } from './findings.ts';
import { lockRef, remediationOf, remediationRef, withBody } from './remediations.ts';
import type { Store } from './store.ts';
import type { Unit } from './unit.ts';
import { keepWake, waitingIn, wakeOf, wakeRef } from './wakes.ts';

type Held = Collections['remediations'];

/** All that a claim is weighed by, and written to. */
interface Grounds {
  readonly own: Held | undefined;
  readonly rival: Held | undefined;
  readonly finding: Finding | undefined;
  readonly ceiling: Ceiling | undefined;
  /** What the finding waits for. */
  readonly look: Wake | undefined;
  /** When remediations were started within the window, by whose budget it is, in the order of budgetRefs. */
  readonly started: readonly (readonly string[])[];
}

export function claimsIn(store: Store): Pick<Ledger, 'claim' | 'release'> {
  return {
    // Nothing is written, and nobody held up, when the answer is no.
    claim: (request) =>
      store.change(async (unit) => {
        const grounds = await read(unit, request);
        const { own, rival, started, finding, ceiling } = grounds;
        const [organization = [], project = [], deployer = [], share = []] = started;
        const counted = {
          organization: startedAt(organization, budgetOf(request, 'organization')),
          project: startedAt(project, budgetOf(request, 'project')),
          deployer: startedAt(deployer, budgetOf(request, 'deployer')),
          share: startedAt(share, budgetOf(request, 'share')),
        };
        const verdict = weighClaim(request, {
          own: own && held(own),
          rival: rival && held(rival),
          started: counted,
          asked: finding?.request,
          ceiling,
        });
        if (verdict.kind !== 'start') return answer(unit, request, grounds, verdict);
        const lines = linesAhead(request, counted, grounds.look);
        const limited = await firstWaitedFor(store, request, lines);
        return answer(unit, request, grounds, limited ?? verdict);
      }),

    release: (decision, owner) =>
      store.change(async (unit) => {
        const own = remediationRef(decision);
        const [fields] = await unit.read(own);
        if (fields?.owner === owner && remediationOf(fields).outcome === undefined)
          unit.put(own, { ...fields, owner: null });
      }),
  };
}

/** Who joins a line meanwhile has waited for nothing yet, so that it need not be read in one moment with the rest. */
async function firstWaitedFor(
  store: Store,
  request: ClaimRequest,
  lines: ReturnType<typeof linesAhead>,
): Promise<ClaimVerdict | undefined> {
  const answers = await Promise.all(
    lines.map(async (ahead) => {
      const { line, below, room } = ahead;
      return othersFirst(request, ahead, await waitingIn(store, line, below, room + 1));
    }),
  );
  return answers.find((limited) => limited !== undefined);
}

async function read(unit: Unit, request: ClaimRequest): Promise<Grounds> {
  const [own, lock, finding, ceiling, look, ...budgets] = await unit.read(
    remediationRef(request.decision),
    lockRef(request.resource),
    findingRef(request.finding),
    CEILING,
    wakeRef(lookKey(request.finding)),
    ...budgetRefs(request),
  );
  const other = lock?.decision === request.decision ? undefined : lock?.decision;
  const [rival] = other === undefined ? [] : await unit.read(remediationRef(other));
  const since = windowStart(request);
  const within = (budget: Collections['budgets'] | undefined): readonly string[] =>
    budget === undefined ? [] : startsOf(budget).filter((at) => at > since);
  return {
    ...{ own, rival, finding: findingOf(finding), ceiling: ceilingOf(ceiling) },
    look: wakeOf(look),
    started: budgets.map(within),
  };
}

function answer(
  unit: Unit,
  request: ClaimRequest,
  { own, rival, started, finding }: Grounds,
  verdict: ClaimVerdict,
): ClaimAnswer {
  const { decision, owner, at, leaseSeconds } = request;
  const leaseUntil = secondsAfter(at, leaseSeconds);
  if (verdict.kind === 'resume' || verdict.kind === 'start') keepWake(unit, claimWake(request));
  switch (verdict.kind) {
    case 'resume': {
      if (own === undefined) throw new Error(`${decision} cannot be resumed before its start.`);
      unit.put(remediationRef(decision), { ...own, owner, leaseUntil });
      const { plan, steps } = remediationOf(own);
      return { kind: 'claimed', plan, steps };
    }
    case 'start':
      if (rival !== undefined) supersede(unit, rival, request);
      start(unit, request, leaseUntil);
      if (request.request !== undefined && finding !== undefined)
        unit.put(findingRef(finding.id), findingFields(withRequestUsed(finding)));
      for (const [index, budget] of budgetRefs(request).entries())
        unit.put(budget, { body: JSON.stringify([...(started[index] ?? []), instant(at)]) });
      return { kind: 'claimed', plan: undefined, steps: [] };
    default:
      return verdict;
  }
}

function start(unit: Unit, request: ClaimRequest, leaseUntil: string): void {
  const { decision, finding, resource, at, owner } = request;
  const remediation = {
    ...{ decision, finding, resource, started: at },
    ...{ plan: undefined, steps: [], outcome: undefined },
  };
  const fields = { resource, decision, started: instant(at), targets: [], owner, leaseUntil };
  unit.put(remediationRef(decision), withBody({ ...fields, body: '' }, remediation));
  unit.put(lockRef(resource), { decision });
}

/** Takes the owner away too, who thus learns by ClaimLost that the outcome is not his own. */
function supersede(unit: Unit, rival: Held, { decision, at }: ClaimRequest): void {
  const ended = { ...remediationOf(rival), outcome: superseded(decision) };
  unit.put(remediationRef(rival.decision), withBody({ ...rival, owner: null }, ended, at));
  unit.remove(wakeRef(claimKey(rival.decision)));
}

function held(fields: Held): HeldClaim {
  const { decision, owner, leaseUntil } = fields;
  return {
    decision,
    owner: owner ?? undefined,
    leaseUntil,
    outcome: remediationOf(fields).outcome,
  };
}

/** Each holds the times alone, and no more of them than the budget allows: a document is 1 MiB at most. */
function budgetRefs({ project, deployer }: ClaimRequest): readonly Ref<'budgets'>[] {
  const lines: readonly Line[] = [
    `projects/${project}`,
    ...(deployer === undefined
      ? []
      : ([`deployers/${deployer}`, `projects/${project}/deployers/${deployer}`] as const)),
  ];
  return [ORGANIZATION_BUDGET, ...lines.map((line) => ref('budgets', readableId(line)))];
}

function startsOf({ body }: Collections['budgets']): readonly string[] {
  return JSON.parse(body);
}
