import type { Condition } from '../domain/diagnosis.ts';
import type { Evidence } from '../domain/evidence.ts';
import { data, datum } from './datum.ts';

/** The facts that prove a finding, as far as they are told to machines. */
export type EvidenceEvent =
  | {
      readonly kind: 'default-service-account';
      readonly account?: string;
      readonly which: string;
      readonly named: string;
      /** Left out where they could not be read. */
      readonly roles?: readonly string[];
      readonly executionCount: number;
      readonly runningExecutions: readonly string[];
      readonly lastModifier?: string;
    }
  | {
      readonly kind: 'account-use';
      readonly account: string;
      /** Why Google refused the deploy; left out for a job that is there. */
      readonly denial?: string;
      /** The deployer may not read the account, so nothing of it is told. */
      readonly withheld: boolean;
      readonly accountProject?: string;
      readonly accountState?: string;
      readonly conditions?: readonly ConditionEvent[];
    };

interface ConditionEvent {
  readonly id: string;
  readonly state: string;
  readonly because: string;
}

export function evidenceEvent(evidence: Evidence): EvidenceEvent {
  if (evidence.kind === 'default-service-account') {
    const { account, which, named, roles, executionCount, lastModifier } = evidence;
    return {
      kind: 'default-service-account',
      ...(account === undefined ? {} : { account: datum(account) }),
      which,
      named,
      ...(roles === undefined ? {} : { roles: data(roles) }),
      executionCount,
      runningExecutions: data(evidence.runningExecutions),
      ...(lastModifier === undefined ? {} : { lastModifier: datum(lastModifier) }),
    };
  }
  const { denial, withheld, diagnosis } = evidence;
  const { email, project, state } = diagnosis.account;
  return {
    kind: 'account-use',
    account: datum(email),
    ...(denial === undefined ? {} : { denial }),
    withheld,
    ...(withheld || project === undefined ? {} : { accountProject: datum(project) }),
    ...(withheld
      ? {}
      : { accountState: state, conditions: diagnosis.conditions.map(conditionEvent) }),
  };
}

function conditionEvent({ id, state, because }: Condition): ConditionEvent {
  return { id, state, because: datum(because) };
}
