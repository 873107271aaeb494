import { accountUse, accountUseViolation, lacks, mendingLines } from './parts/account-use.ts';
import { ACCESS_PERMISSIONS } from './parts/permissions.ts';
import type { Rule } from './rule.ts';

/**
 * A deploy was denied because the deployer may not act as the account, of another project or of the job's own. Only
 * attempts are judged: a deploy that was let through proves that the deployer could.
 * https://cloud.google.com/iam/docs/service-accounts-actas
 */
export const missingActAs: Rule = {
  id: 'missing-act-as',
  summary:
    'A deploy was denied because the deployer lacks iam.serviceAccounts.actAs on the account.',
  permissions: ACCESS_PERMISSIONS,
  check: (subject) => {
    const use = accountUse(subject);
    if (subject.kind === 'live' || use === undefined || !lacks(use, 'act-as')) return undefined;
    return accountUseViolation('missing-act-as', use, subject);
  },
  cap: () => undefined,
  fix: (_, subject) => mendingLines(subject, 'act-as'),
};
