import type { Block } from '../../../shared/domain/block.ts';
import { memberOf, parsePrincipal } from '../../../shared/domain/principal.ts';
import { ownAccountLines } from '../../../shared/rules/parts/own-account.ts';
import type { AccountUseCase } from './account-use-case.ts';
import { code } from './code.ts';
import { ownAccountTerraform } from './own-account-terraform.ts';
import { paragraph } from './paragraph.ts';

/** How to do without the account: one of the job's own project, for this job alone. */
export function ownAccount({ newest }: AccountUseCase): readonly Block[] {
  const { resource, attempted, deployer } = newest;
  const member = memberOf(parsePrincipal(deployer));
  const lines = ownAccountLines(resource, attempted ? 'create' : 'update', member);
  const notes = [
    'The new account holds no role: grant it what the job needs.',
    ...(attempted ? ['IMAGE is the one to deploy.'] : []),
    ...(member === undefined
      ? ['Whoever deploys the job needs Service Account User (roles/iam.serviceAccountUser) on it.']
      : []),
  ];
  return [
    code(`To use an account of ${resource.project} instead`, lines),
    paragraph(notes.join(' ')),
    code('That account in Terraform', ownAccountTerraform(resource, member)),
  ];
}
