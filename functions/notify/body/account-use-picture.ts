import type { Block } from '../../../shared/domain/block.ts';
import {
  type Condition,
  type ConditionId,
  type Diagnosis,
  isCrossProject,
} from '../../../shared/domain/diagnosis.ts';
import { serviceAgentOf } from '../../../shared/engine/diagnosis/facts.ts';
import type { AccountUseCase } from './account-use-case.ts';
import { code } from './code.ts';
import { whoDeploys } from './google-terms.ts';

/** A condition, and how it stands; `needed` says nothing of that. */
type Standing = Pick<Condition, 'id'> & { readonly state: Condition['state'] | 'needed' };

/**
 * Who deploys which job, as which account of which project it runs, and all that this takes; `home` is the account's
 * project, where it may be told.
 */
export function accountUsePicture(
  { newest }: AccountUseCase,
  standings: readonly Standing[],
  home: string | undefined,
): Block {
  const { resource, attempted, deployer, principal, evidence } = newest;
  const { diagnosis } = evidence;
  const where = home === undefined ? '' : ` of the project ${home}`;
  return code('Who runs as whom, as Bailiff found it', [
    attempted
      ? `${whoDeploys(deployer)}, who was refused the deploy`
      : `${whoDeploys(principal)}, who changed it last`,
    `  -> the job ${resource.name} in ${resource.project} (${resource.location})`,
    `    -> ${attempted ? 'was to run' : 'runs'} as ${diagnosis.account.email}${where}`,
    ...standings.map(
      ({ id, state }) => `       ${state.padEnd(7)}  ${partOf(id, diagnosis, home)}`,
    ),
  ]);
}

function partOf(id: ConditionId, diagnosis: Diagnosis, home: string | undefined): string {
  const { project, deployer } = diagnosis;
  switch (id) {
    case 'account-usable':
      return 'it is there and enabled';
    case 'act-as':
      return `${whoDeploys(deployer)} may act as it (roles/iam.serviceAccountUser)`;
    case 'token-minting': {
      const role = isCrossProject(diagnosis)
        ? 'roles/iam.serviceAccountTokenCreator'
        : `roles/run.serviceAgent on ${project.id}`;
      return `${serviceAgentOf(project)} mints tokens for it (${role})`;
    }
    case 'cross-project-use':
      return `jobs of other projects may use accounts of ${home ?? 'its project'} (organization policy)`;
  }
}
