import { type ConditionId, isCrossProject } from '../../../shared/domain/diagnosis.ts';
import type { AccountUseCase } from './account-use-case.ts';
import { whoDeploys } from './google-terms.ts';

/** What an account's owner looks at before mending these conditions: a grant may be wrong where a deploy is. */
export function ownerChecks(
  use: AccountUseCase,
  ids: readonly ConditionId[],
  home: string | undefined,
): readonly string[] {
  return ids.map((id) => check(id, use, home ?? 'that project'));
}

function check(id: ConditionId, { newest }: AccountUseCase, home: string): string {
  const { attempted, deployer, resource, evidence } = newest;
  switch (id) {
    case 'account-usable':
      return STATE_CHECKS[evidence.diagnosis.account.state];
    case 'act-as':
      return `Is ${whoDeploys(deployer)} to deploy jobs that run as the account? Through them they can do all that it can.`;
    case 'token-minting':
      if (!isCrossProject(evidence.diagnosis))
        return `Was the role taken from Google's service agent on purpose? Cloud Run works for ${resource.project} by it.`;
      return attempted
        ? `Are jobs of ${resource.project} to run as the account? With this, act-as alone decides which of them may.`
        : 'Was it taken away on purpose, say after an incident? Then leave it so, and give the job another account.';
    case 'cross-project-use':
      return `Are accounts of ${home} to be used in other projects? Without the constraint any of them can be, by whoever is let act as it; lifting it puts a lien on ${home}.`;
  }
}

const STATE_CHECKS = {
  enabled: 'Is it still the account that is meant?',
  disabled: 'Why was it disabled? Enabling it gives its access back to everything that uses it.',
  missing: 'Was it deleted on purpose, or is its name misspelt?',
  're-created': 'Who made it again, and what for? Grant nothing on it before that is known.',
  unknown: 'Is it there, and enabled?',
} as const;
