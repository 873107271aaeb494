import type { Drift } from '../../shared/domain/drift.ts';
import type { AccountUse, Ledger, UseFilter } from '../../shared/ledger/ledger.ts';

const PAGE = 100;
/** A few, since judging each costs some calls of APIs that have quotas. */
const AT_A_TIME = 4;

/**
 * The jobs that a change of access may concern, a few at a time. What decides over an account from without (a policy,
 * a role, a constraint) concerns only jobs of other projects than the account's: Cloud Run may always use those of the
 * job's own project.
 */
export async function* usesConcerned(
  { scope, method }: Pick<Drift, 'scope' | 'method'>,
  { ledger }: { readonly ledger: Pick<Ledger, 'uses'> },
): AsyncGenerator<readonly AccountUse[]> {
  const filter = filterOf(scope);
  const fromWithout = scope.kind === 'place' || /setiampolicy$/i.test(method);
  let after: string | undefined;
  do {
    const page = await ledger.uses({
      ...filter,
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    const concerned = fromWithout ? page.uses.filter(isCrossProject) : page.uses;
    for (let i = 0; i < concerned.length; i += AT_A_TIME) yield concerned.slice(i, i + AT_A_TIME);
    after = page.next;
  } while (after !== undefined);
}

function filterOf(scope: Drift['scope']): UseFilter {
  if (scope.kind === 'place') return { place: scope.name };
  const account = scope.email ?? scope.uniqueId;
  return account === undefined ? { place: '' } : { account };
}

function isCrossProject({ resource, places }: AccountUse): boolean {
  return places[0] !== `projects/${resource.project}`;
}
