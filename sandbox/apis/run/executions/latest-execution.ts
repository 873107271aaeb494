import { defined } from '../defined.ts';
import type { JobRecord, V2Job } from '../job-record.ts';
import { executionState, instant } from './execution-state.ts';

type Reference = NonNullable<V2Job['latestCreatedExecution']>;

const STATUS = {
  running: 'EXECUTION_RUNNING',
  succeeded: 'EXECUTION_SUCCEEDED',
  failed: 'EXECUTION_FAILED',
} as const;

/** The last execution made for a job, by its short name, and how it stands. */
export function latestExecution({ executions }: JobRecord, now: number): Reference | undefined {
  const last = [...executions.entries()].at(-1);
  if (last === undefined) return undefined;
  const [name, execution] = last;
  const state = executionState(execution, now);
  return defined({
    name,
    createTime: instant(execution.started),
    completionTime: state.kind === 'running' ? undefined : instant(state.at),
    completionStatus: STATUS[state.kind],
  });
}
