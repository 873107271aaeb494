import type { DefaultServiceAccountEvidence } from '../domain/evidence.ts';
import type { Violation } from '../domain/finding.ts';
import { memberOf, parsePrincipal, principalText } from '../domain/principal.ts';
import { computeEngineDefault, parseServiceAccount } from '../domain/service-account.ts';
import type { Subject } from '../domain/subject.ts';
import { ownAccountLines } from './parts/own-account.ts';
import { JOB_PERMISSIONS } from './parts/permissions.ts';
import type { Rule } from './rule.ts';

/**
 * The job runs, or was asked to run, as the Compute Engine default account, said or implied, or as App Engine's.
 * https://cloud.google.com/run/docs/securing/service-identity#avoid-default
 */
export const defaultServiceAccount: Rule = {
  id: 'default-service-account',
  summary:
    'The job runs, or was asked to run, as the Compute Engine or App Engine default account.',
  permissions: [
    ...JOB_PERMISSIONS,
    'run.executions.list',
    'resourcemanager.projects.getIamPolicy',
    'resourcemanager.folders.getIamPolicy',
    'resourcemanager.organizations.getIamPolicy',
  ],
  check: (subject) => (subject.kind === 'live' ? checkLive(subject) : checkAttempted(subject)),
  cap: (subject) =>
    subject.kind === 'attempted'
      ? { mode: 'ticket', because: 'The deploy was denied, so there is no job to change.' }
      : undefined,
  fix: ({ resource, attempted }, subject) => {
    const deployer =
      subject.kind === 'live' ? parsePrincipal(subject.job.lastModifier) : subject.principal;
    return ownAccountLines(resource, attempted ? 'create' : 'update', memberOf(deployer));
  },
};

function checkLive(subject: Extract<Subject, { kind: 'live' }>): Violation | undefined {
  const { job, project } = subject;
  const which = defaultKind(job.serviceAccount);
  if (which === undefined) return undefined;
  return violation(subject, {
    kind: 'default-service-account',
    account: job.serviceAccount || computeEngineDefault(project.number),
    which,
    named: job.serviceAccount === '' ? 'by-default' : subject.named,
    roles: subject.accountRoles,
    executionCount: job.executionCount,
    runningExecutions: subject.runningExecutions,
    lastModifier: job.lastModifier,
  });
}

function checkAttempted(subject: Extract<Subject, { kind: 'attempted' }>): Violation | undefined {
  const named = subject.serviceAccount !== undefined;
  if (!named && !subject.impliesDefault) return undefined;
  const which = defaultKind(subject.serviceAccount ?? '');
  if (which === undefined) return undefined;
  return violation(subject, {
    kind: 'default-service-account',
    account: subject.serviceAccount ?? computeEngineDefault(subject.project.number),
    which,
    named: named ? 'explicitly' : 'by-default',
    roles: undefined,
    executionCount: 0,
    runningExecutions: [],
    lastModifier: undefined,
  });
}

function violation(subject: Subject, evidence: DefaultServiceAccountEvidence): Violation {
  return {
    rule: 'default-service-account',
    resource: subject.resource,
    attempted: subject.kind === 'attempted',
    deployer: subject.kind === 'attempted' ? principalText(subject.principal) : undefined,
    serviceAccount: evidence.account,
    evidence,
    indeterminate: subject.unread,
  };
}

/** Another project's default account is a default account too; the empty name means the project's own. */
function defaultKind(email: string): DefaultServiceAccountEvidence['which'] | undefined {
  if (email === '') return 'compute-engine';
  const { kind } = parseServiceAccount(email);
  if (kind === 'compute-engine-default') return 'compute-engine';
  return kind === 'app-engine-default' ? 'app-engine' : undefined;
}
