import type { ExecutionRecord } from '../job-record.ts';

/** Where an execution is at a time: it runs for as long as its job asked for, then it is done. */
export type ExecutionState =
  | { readonly kind: 'running' }
  | { readonly kind: 'succeeded'; readonly at: number }
  | { readonly kind: 'failed'; readonly at: number; readonly because: string };

export function executionState(execution: ExecutionRecord, now: number): ExecutionState {
  const { failure, started, ends } = execution;
  if (failure !== undefined) return { kind: 'failed', at: started, because: failure };
  return now < ends ? { kind: 'running' } : { kind: 'succeeded', at: ends };
}

/** RFC 3339, as both APIs write a time. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
