import {
  CONDITIONS,
  type ConditionId,
  conditionOf,
  isCrossProject,
} from '../../domain/diagnosis.ts';
import type { AccountUseEvidence } from '../../domain/evidence.ts';
import type { Violation } from '../../domain/finding.ts';
import { memberOf, parsePrincipal, principalText } from '../../domain/principal.ts';
import { parseServiceAccount } from '../../domain/service-account.ts';
import type { Subject } from '../../domain/subject.ts';
import { ownAccountLines } from './own-account.ts';

/** What the rules about the use of an account judge; `undefined` when it is not known which account it is. */
export function accountUse(subject: Subject): AccountUseEvidence | undefined {
  const { diagnosis } = subject;
  if (diagnosis === undefined) return undefined;
  const attempted = subject.kind === 'attempted';
  return {
    kind: 'account-use',
    diagnosis,
    denial: attempted ? subject.denial : undefined,
    withheld: attempted && isCrossProject(diagnosis) && !subject.deployerMayRead,
  };
}

/**
 * True when the condition is missing, or when it is not known and the refusal named it, or the job is there and may
 * fail for it. Nothing is known of bindings on an account that is not there: where that is withheld, both bindings are
 * then taken for missing, as they are for an account which the deployer may not use.
 */
export function lacks(use: AccountUseEvidence, id: ConditionId): boolean {
  const { state } = conditionOf(use.diagnosis, id);
  return state === 'unknown' ? DOUBTED[id](use) : state === 'missing';
}

const DOUBTED: Readonly<Record<ConditionId, (use: AccountUseEvidence) => boolean>> = {
  'account-usable': (use) => isLive(use) || !isCrossProject(use.diagnosis),
  'act-as': (use) => {
    if (isGone(use) && !use.withheld) return false;
    return use.denial === 'act-as' || (isGone(use) && canBeAsked(use));
  },
  'token-minting': (use) => {
    if (isLive(use)) return !isGone(use);
    return use.denial === 'token-creator' || (isGone(use) && use.withheld);
  },
  'cross-project-use': (use) => (isLive(use) ? !isGone(use) : use.denial === 'constraint'),
};

function isLive({ denial }: AccountUseEvidence): boolean {
  return denial === undefined;
}

function isGone({ diagnosis }: AccountUseEvidence): boolean {
  return diagnosis.account.state === 'missing';
}

/** Of other deployers, Google does not tell what they may do with any account, there or not. */
function canBeAsked({ diagnosis }: AccountUseEvidence): boolean {
  return !['unknown', 'federated'].includes(parsePrincipal(diagnosis.deployer).kind);
}

export function accountUseViolation(
  rule: string,
  use: AccountUseEvidence,
  subject: Subject,
): Violation {
  const attempted = subject.kind === 'attempted';
  return {
    rule,
    resource: subject.resource,
    attempted,
    deployer: attempted ? principalText(subject.principal) : undefined,
    serviceAccount: use.diagnosis.account.email,
    evidence: use,
    indeterminate: use.diagnosis.unread,
  };
}

/**
 * The lines that mend the condition and, of a refused deploy, all others that keep it from working. Nobody is to be let
 * use a default account, so there they give the job an account of its own.
 */
export function mendingLines(subject: Subject, id: ConditionId): readonly string[] {
  const use = accountUse(subject);
  if (use === undefined) return [];
  const { diagnosis } = use;
  if (isDefault(diagnosis.account.email)) return ownLines(subject);
  const lacking = subject.kind === 'live' ? [id] : CONDITIONS.filter((one) => lacks(use, one));
  const told = use.withheld ? lacking.filter((one) => isTold(use, one)) : lacking;
  return [...new Set(told.flatMap((one) => conditionOf(diagnosis, one).fix))];
}

function ownLines(subject: Subject): readonly string[] {
  const live = subject.kind === 'live';
  const deployer = live ? parsePrincipal(subject.job.lastModifier) : subject.principal;
  return ownAccountLines(subject.resource, live ? 'update' : 'create', memberOf(deployer));
}

/** What the lines may be about for a deployer who is not told how the account stands. */
function isTold({ diagnosis }: AccountUseEvidence, id: ConditionId): boolean {
  if (id === 'account-usable') return false;
  return id !== 'cross-project-use' || conditionOf(diagnosis, id).state === 'missing';
}

function isDefault(email: string): boolean {
  const { kind } = parseServiceAccount(email);
  return kind === 'compute-engine-default' || kind === 'app-engine-default';
}
