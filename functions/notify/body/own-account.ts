import { memberOf, parsePrincipal } from '../../../shared/domain/principal.ts';
import { ownAccountLines } from '../../../shared/rules/parts/own-account.ts';
import type { AccountUseCase } from './account-use-case.ts';
import { list } from './list.ts';

/** How to do without the account: one of the job's own project, for this job alone. */
export function ownAccountText({ newest: { resource, attempted, deployer } }: AccountUseCase) {
  const member = memberOf(parsePrincipal(deployer));
  const lines = ownAccountLines(resource, attempted ? 'create' : 'update', member);
  const notes = [
    'The new account holds no role: grant it what the job needs.',
    ...(attempted ? ['IMAGE is the one to deploy.'] : []),
    ...(member === undefined
      ? ['Whoever deploys the job needs Service Account User (roles/iam.serviceAccountUser) on it.']
      : []),
  ];
  return `${list(`To use an account of ${resource.project} instead`, lines)}\n${notes.join(' ')}`;
}
