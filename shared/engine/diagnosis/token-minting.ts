import type { Condition } from '../../domain/diagnosis.ts';
import { type DiagnosisFacts, serviceAgentOf } from './facts.ts';
import { letMint, NOTHING } from './mending.ts';
import { permissionCondition } from './permission-condition.ts';

/** Cloud Run itself, as the service agent of the job's project, gets tokens for the account. */
export function tokenMinting(facts: DiagnosisFacts): Condition {
  const { project, minting } = facts;
  const id = 'token-minting';
  if (minting === undefined) {
    const because =
      "The account is of the job's own project, where Google lets Cloud Run mint tokens by itself.";
    return { id, state: 'not-needed', where: '', because, ...NOTHING };
  }
  return permissionCondition(facts, {
    id,
    explanation: minting,
    who: `the Cloud Run service agent of ${project.id} (${serviceAgentOf(project)})`,
    permission: 'iam.serviceAccounts.getAccessToken',
    consequence: 'no job there can run as the account',
    mending: letMint(facts),
  });
}
