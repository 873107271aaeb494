import { isCrossProject } from '../domain/diagnosis.ts';
import { accountUse, accountUseViolation, lacks, mendingLines } from './parts/account-use.ts';
import { ACCOUNT_PERMISSIONS } from './parts/permissions.ts';
import type { Rule } from './rule.ts';

/**
 * The account's project keeps other projects from using its accounts: the constraint
 * iam.disableCrossProjectServiceAccountUsage is enforced there.
 * https://cloud.google.com/run/docs/configuring/jobs/service-identity
 */
export const crossProjectUseDisabled: Rule = {
  id: 'cross-project-use-disabled',
  summary:
    "The job uses another project's account, and iam.disableCrossProjectServiceAccountUsage is enforced in the account's project.",
  permissions: [...ACCOUNT_PERMISSIONS, 'orgpolicy.policy.get', 'orgpolicy.constraints.list'],
  check: (subject) => {
    const use = accountUse(subject);
    if (use === undefined || !isCrossProject(use.diagnosis)) return undefined;
    if (!lacks(use, 'cross-project-use')) return undefined;
    return accountUseViolation('cross-project-use-disabled', use, subject);
  },
  cap: (subject) =>
    subject.kind === 'live'
      ? {
          mode: 'ticket',
          because:
            'The constraint may be meant to end this use, and keeps no job from running that is there, so it is only told.',
        }
      : undefined,
  fix: (_, subject) => mendingLines(subject, 'cross-project-use'),
};
