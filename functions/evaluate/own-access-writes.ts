import type { BindingDelta, Drift } from '../../shared/domain/drift.ts';
import { grantOf } from '../../shared/domain/grant.ts';
import { type StepKind, targetOf } from '../../shared/domain/plan.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import { isOwn, type Own } from './own.ts';
import type { EvaluatePorts } from './ports.ts';
import { wasUnderWay, wroteAround } from './wrote-around.ts';

type Kinds = ReadonlySet<StepKind>;

const NONE: Kinds = new Set();
const GRANTS: Kinds = new Set(['grant-act-as', 'grant-token-creator']);
const ROLES: Kinds = new Set(['grant-project-role']);
const ACCOUNTS: Kinds = new Set(['create-account']);
const CONSTRAINTS: Kinds = new Set(['allow-cross-project-use']);

/**
 * Whether Bailiff itself changed the access, and if so, whether the journal holds a step that writes just that there
 * and then, of a new allow policy member and role for member and role where the entry tells them. Whoever impersonated the writer is not looked at: the writer's identity stands as the principal.
 */
export async function ownAccessWrite(
  { scope, principal, method, at, deltas }: Drift,
  { ledger, deployment }: Pick<EvaluatePorts, 'ledger' | 'deployment'>,
): Promise<Own> {
  if (!isOwn(principal, deployment)) return 'not-own';
  const kinds = kindsThatCall(method, scope.kind);
  const target = scope.kind === 'place' ? scope.name : await addressOf(scope, ledger);
  if (kinds.size === 0 || target === undefined) return 'without-step';
  const remediations = await ledger.remediationsOn(target);
  const around = remediations.filter((one) => wroteAround(one, kinds, at));
  const known = (deltas ?? []).every((delta) =>
    around.some((one) => accountsFor(one, delta, target, at)),
  );
  return around.length > 0 && known ? 'journalled' : 'without-step';
}

/** Whether the remediation was just then adding this member, or taking back that it had. */
function accountsFor(
  remediation: Remediation,
  { action, role, member, conditional }: BindingDelta,
  target: string,
  at: string,
): boolean {
  const { plan, steps } = remediation;
  const takesBack = plan?.undoes !== undefined;
  // An undo takes its steps back one by one; what is put back stands behind the plan's own steps.
  const last = plan?.steps.length;
  return (plan?.steps ?? []).some((step, index) => {
    const grant = grantOf(step);
    const same = grant?.role === role && grant.member.toLowerCase() === member.toLowerCase();
    if (conditional || !same || targetOf(step) !== target) return false;
    if (takesBack && action === 'ADD') return false;
    const entry = action === 'REMOVE' && !takesBack ? last : index;
    return steps.some((one) => one.index === entry && wasUnderWay(one, at));
  });
}

/** The kinds of steps that make such a call: none for most, and then no step can have made it. */
function kindsThatCall(method: string, scope: Drift['scope']['kind']): Kinds {
  const last = method.split(/[./]/).at(-1)?.toLowerCase();
  if (last === 'setiampolicy') return scope === 'account' ? GRANTS : ROLES;
  if (last === 'createserviceaccount') return ACCOUNTS;
  return /\bOrgPolicy\.(?:Create|Update|Delete)Policy$/.test(method) ? CONSTRAINTS : NONE;
}

async function addressOf(
  { email, uniqueId }: Extract<Drift['scope'], { kind: 'account' }>,
  ledger: EvaluatePorts['ledger'],
): Promise<string | undefined> {
  if (email !== undefined || uniqueId === undefined) return email;
  const { uses } = await ledger.uses({ account: uniqueId, limit: 1 });
  return uses[0]?.account;
}
