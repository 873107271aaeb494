import type { Drift } from '../../shared/domain/drift.ts';
import type { StepKind } from '../../shared/domain/plan.ts';
import { isOwn, type Own } from './own.ts';
import type { EvaluatePorts } from './ports.ts';
import { wroteAround } from './wrote-around.ts';

type Kinds = ReadonlySet<StepKind>;

const NONE: Kinds = new Set();
const GRANTS: Kinds = new Set(['grant-act-as', 'grant-token-creator']);
const ROLES: Kinds = new Set(['grant-project-role']);
const ACCOUNTS: Kinds = new Set(['create-account']);
const CONSTRAINTS: Kinds = new Set(['allow-cross-project-use']);

/**
 * Whether Bailiff itself changed the access, and if so, whether the journal holds a step that writes just that there
 * and then. Whoever impersonated the writer is not looked at: the writer's identity stands as the principal.
 */
export async function ownAccessWrite(
  { scope, principal, method, at }: Drift,
  { ledger, deployment }: Pick<EvaluatePorts, 'ledger' | 'deployment'>,
): Promise<Own> {
  if (!isOwn(principal, deployment)) return 'not-own';
  const kinds = kindsThatCall(method, scope.kind);
  const target = scope.kind === 'place' ? scope.name : await addressOf(scope, ledger);
  if (kinds.size === 0 || target === undefined) return 'without-step';
  const remediations = await ledger.remediationsOn(target);
  return remediations.some((one) => wroteAround(one, kinds, at)) ? 'journalled' : 'without-step';
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
