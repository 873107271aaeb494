import type { Condition } from '../../domain/diagnosis.ts';
import { type DiagnosisFacts, serviceAgentOf } from './facts.ts';
import { letMint } from './mending.ts';
import { permissionCondition } from './permission-condition.ts';

/** Cloud Run itself, as the service agent of the job's project, gets tokens for the account. */
export function tokenMinting(facts: DiagnosisFacts): Condition {
  const { project, minting } = facts;
  return permissionCondition(facts, {
    id: 'token-minting',
    explanation: minting,
    who: `the Cloud Run service agent of ${project.id} (${serviceAgentOf(project)})`,
    permission: 'iam.serviceAccounts.getAccessToken',
    consequence: 'no job there can run as the account',
    mending: letMint(facts),
  });
}
