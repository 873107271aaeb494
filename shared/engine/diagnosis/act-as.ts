import type { Condition } from '../../domain/diagnosis.ts';
import { principalText } from '../../domain/principal.ts';
import type { DiagnosisFacts } from './facts.ts';
import { letActAs, NOTHING } from './mending.ts';
import { permissionCondition } from './permission-condition.ts';

/** The deployer may attach the account to a job. */
export function actAs(facts: DiagnosisFacts): Condition {
  const { deployer, actAs: explanation } = facts;
  const id = 'act-as';
  if (deployer === undefined || explanation === undefined) {
    const because =
      'It is not known who deploys, so neither is whether they may act as the account.';
    return { id, state: 'unknown', where: '', because, ...NOTHING };
  }
  return permissionCondition(facts, {
    id,
    explanation,
    who: principalText(deployer),
    permission: 'iam.serviceAccounts.actAs',
    consequence: 'a deploy that names the account is refused',
    mending: letActAs(facts),
  });
}
