import { ACT_AS_ROLE } from '../../../shared/domain/grant.ts';
import { holds, type IamPolicy } from '../../../shared/domain/iam-policy.ts';
import type { Step, StepOf } from '../../../shared/domain/plan.ts';
import { PROPAGATION_MS } from '../../../shared/domain/propagation.ts';
import type { AccountAddress } from '../../../shared/gcp/service-accounts.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { Redeliver } from '../redeliver.ts';

export interface NonMemberPorts {
  /** As remediate itself. */
  readonly accounts: { policy(account: AccountAddress): Promise<IamPolicy> };
  readonly ledger: Pick<Ledger, 'remediationsOn'>;
}

/**
 * Why a grant would not help the deployer: all that trust names for them are groups which may act as the account
 * already, and Google says that the deployer may not. Throws Redeliver while such a grant is so new that it need not be
 * seen yet, and ApiFailure.
 */
export async function nonMember(
  steps: readonly Step[],
  deployer: string | undefined,
  at: string,
  { accounts, ledger }: NonMemberPorts,
): Promise<string | undefined> {
  const grants = steps.filter((step) => step.kind === 'grant-act-as');
  const [first] = grants;
  if (first === undefined || !grants.every(({ member }) => member.startsWith('group:')))
    return undefined;
  const { account, uniqueId } = first;
  const address = uniqueId === undefined ? account : { email: account, uniqueId };
  const policy = await accounts.policy(address);
  if (!grants.every(({ member }) => holds(policy, ACT_AS_ROLE, member))) return undefined;
  if (await isNew(grants, account, at, ledger))
    throw new Redeliver(`What was granted on ${account} is not seen everywhere yet.`);
  const groups = grants.map(({ member }) => member).join(' nor of ');
  return `${deployer} is not a member of ${groups}, which may act as ${account} already, so no grant that trust names would let them.`;
}

async function isNew(
  grants: readonly StepOf<'grant-act-as'>[],
  account: string,
  at: string,
  ledger: NonMemberPorts['ledger'],
): Promise<boolean> {
  const members = grants.map(({ member }) => member);
  const past = await ledger.remediationsOn(account);
  return past.some(
    ({ plan, started }) =>
      Date.parse(at) - Date.parse(started) < PROPAGATION_MS &&
      plan?.steps.some((step) => step.kind === 'grant-act-as' && members.includes(step.member)),
  );
}
