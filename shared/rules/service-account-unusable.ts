import { accountUse, accountUseViolation, lacks, mendingLines } from './parts/account-use.ts';
import { ACCOUNT_PERMISSIONS } from './parts/permissions.ts';
import type { Rule } from './rule.ts';

/**
 * The account is not there, was made again under another unique id, or is disabled: the job's executions fail, or its
 * deploy did. https://cloud.google.com/run/docs/troubleshooting
 */
export const serviceAccountUnusable: Rule = {
  id: 'service-account-unusable',
  summary: 'The account is deleted, re-created under another unique id, or disabled.',
  permissions: ACCOUNT_PERMISSIONS,
  check: (subject) => {
    const use = accountUse(subject);
    if (use === undefined || !lacks(use, 'account-usable')) return undefined;
    return accountUseViolation('service-account-unusable', use, subject);
  },
  cap: (subject) =>
    accountUse(subject)?.withheld === true
      ? {
          mode: 'observe',
          because:
            'Google does not tell the deployer how the account stands, so neither does a ticket.',
        }
      : undefined,
  fix: (_, subject) => mendingLines(subject, 'account-usable'),
};
