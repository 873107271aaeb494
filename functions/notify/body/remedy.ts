import type { Block } from '../../../shared/domain/block.ts';
import type { Condition, ConditionId } from '../../../shared/domain/diagnosis.ts';
import { isCrossProject } from '../../../shared/domain/diagnosis.ts';
import { parseServiceAccount } from '../../../shared/domain/service-account.ts';
import type { AccountUseCase } from './account-use-case.ts';
import { code } from './code.ts';
import { whoDeploys } from './google-terms.ts';
import { list } from './list.ts';
import { ownAccount } from './own-account.ts';
import { ownerChecks } from './owner-checks.ts';
import { paragraph } from './paragraph.ts';

/** What mends a case at its source. */
export interface Remedy {
  /** The account's project. */
  readonly home: string | undefined;
  /** The conditions that it mends. */
  readonly ids: readonly ConditionId[];
  readonly fix: readonly string[];
  readonly terraform: readonly string[];
  /** Lines for conditions of which it is not known whether they hold. */
  readonly perhaps: readonly string[];
}

/** As the diagnosis says, for what is missing; of an account that is not there or not the one meant, that alone. */
export function diagnosedRemedy(
  { newest }: AccountUseCase,
  conditions: readonly Condition[],
): Remedy {
  const { account } = newest.evidence.diagnosis;
  const absent = account.state === 'missing' || account.state === 're-created';
  const mendable = conditions.filter(({ id }) => !absent || id === 'account-usable');
  const missing = mendable.filter(({ state }) => state === 'missing');
  const unknown = mendable.filter(({ state }) => state === 'unknown');
  return {
    home: account.project,
    ids: missing.map(({ id }) => id),
    fix: missing.flatMap(({ fix }) => fix),
    terraform: missing.flatMap(({ terraform }) => terraform),
    perhaps: unknown.flatMap(({ fix }) => fix),
  };
}

/** What to check first, whom to ask for what, and how to do without. On a default account no grant is proposed. */
export function remedyBlocks(use: AccountUseCase, remedy: Remedy): readonly Block[] {
  const { attempted, deployer, evidence } = use.newest;
  const { account } = evidence.diagnosis;
  const { kind } = parseServiceAccount(account.email);
  if (kind === 'compute-engine-default' || kind === 'app-engine-default')
    return [
      paragraph(
        `${account.email} is a default account, which every workload of its project may share, so no access to it is proposed.`,
      ),
      ...ownAccount(use),
    ];
  const { home, ids, fix, terraform, perhaps } = remedy;
  const owner = `whoever administers ${account.email} and its project`;
  const heading = attempted
    ? `What ${whoDeploys(deployer)} asks ${owner} to run`
    : `To mend it, ${owner} runs`;
  return [
    ...(ids.length > 0
      ? [list("What the account's owner should check first", ownerChecks(use, ids, home))]
      : []),
    ...(fix.length > 0 ? [code(heading, fix)] : []),
    ...(terraform.length > 0
      ? [
          code(
            'The same in Terraform',
            terraform.flatMap((block) => block.split('\n')),
          ),
        ]
      : []),
    ...(perhaps.length > 0 ? [code('If what is not known turns out to be missing', perhaps)] : []),
    ...(isCrossProject(evidence.diagnosis) ? ownAccount(use) : []),
  ];
}
