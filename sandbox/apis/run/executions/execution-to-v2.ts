import type { ExecutionRecord, V2Execution } from '../job-record.ts';
import { type ExecutionState, executionState, instant } from './execution-state.ts';

type Condition = NonNullable<V2Execution['conditions']>[number];

/** The execution as `executions.get` of v2 answers it at a time in milliseconds. */
export function executionToV2(execution: ExecutionRecord, now: number): V2Execution {
  const { body, started } = execution;
  const state = executionState(execution, now);
  const done = state.kind !== 'running';
  const at = instant(done ? state.at : started);
  return {
    ...body,
    startTime: instant(started),
    updateTime: at,
    ...(done ? { completionTime: at } : { reconciling: true }),
    observedGeneration: '1',
    ...counts(state, body.taskCount ?? 1),
    conditions: [
      completed(state, at),
      { type: 'ResourcesAvailable', state: 'CONDITION_SUCCEEDED', lastTransitionTime: at },
      { type: 'Started', state: 'CONDITION_SUCCEEDED', lastTransitionTime: instant(started) },
    ],
  };
}

function completed(state: ExecutionState, at: string): Condition {
  const base = { type: 'Completed', lastTransitionTime: at };
  if (state.kind === 'running') return { ...base, state: 'CONDITION_RECONCILING' };
  if (state.kind === 'succeeded') return { ...base, state: 'CONDITION_SUCCEEDED' };
  return { ...base, state: 'CONDITION_FAILED', message: state.because };
}

function counts(state: ExecutionState, tasks: number): Partial<V2Execution> {
  if (state.kind === 'running') return { runningCount: tasks };
  return state.kind === 'succeeded' ? { succeededCount: tasks } : { failedCount: tasks };
}
