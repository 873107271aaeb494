import { conditionOf, isCrossProject } from '../domain/diagnosis.ts';
import { accountUse, accountUseViolation, lacks, mendingLines } from './parts/account-use.ts';
import { ACCESS_PERMISSIONS } from './parts/permissions.ts';
import type { Rule } from './rule.ts';

/**
 * The Cloud Run service agent of the job's project cannot mint tokens for the job's account. Of an account of the job's
 * own project only attempts are judged: there the agent has a role that Google gives it, and a job that is there is not
 * asked about it. https://cloud.google.com/run/docs/configuring/jobs/service-identity
 */
export const missingTokenCreator: Rule = {
  id: 'missing-token-creator',
  summary:
    "The Cloud Run service agent of the job's project cannot mint tokens for the job's account, mostly one of another project.",
  permissions: ACCESS_PERMISSIONS,
  check: (subject) => {
    const use = accountUse(subject);
    if (use === undefined || !lacks(use, 'token-minting')) return undefined;
    if (subject.kind === 'live' && !isCrossProject(use.diagnosis)) return undefined;
    return accountUseViolation('missing-token-creator', use, subject);
  },
  // Whether it is put back under a job that is there is the owner's to say, in `trust`.
  cap: (subject) => {
    const use = accountUse(subject);
    if (use === undefined || isCrossProject(use.diagnosis)) return undefined;
    const because =
      "In its own project the service agent's role is Google's to give: whatever the policy trusts, it is only told.";
    return { mode: 'ticket', because };
  },
  fix: (_, subject) => {
    const lines = mendingLines(subject, 'token-minting');
    const use = accountUse(subject);
    if (use === undefined || isCrossProject(use.diagnosis)) return lines;
    // The role is for the agent, whatever account the job then has, a default one too.
    return [...new Set([...lines, ...conditionOf(use.diagnosis, 'token-minting').fix])];
  },
};
