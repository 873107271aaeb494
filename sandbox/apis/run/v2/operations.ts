import { randomUUID } from 'node:crypto';
import { ApiError } from '../../../http/api-error.ts';
import type { Call } from '../../../http/call.ts';
import { permit } from '../../../http/permit.ts';
import { executionState } from '../executions/execution-state.ts';
import { executionToV2 } from '../executions/execution-to-v2.ts';
import type { ExecutionRecord } from '../job-record.ts';
import { runTarget } from '../job-ref.ts';
import { denialText, projectOf } from '../project-of.ts';
import { answeredOperation } from './enum-encoding.ts';

type Json = Readonly<Record<string, unknown>>;
interface Place {
  readonly project: { readonly id: string };
  readonly location: string;
}

const TYPE = 'type.googleapis.com/google.cloud.run.v2';

/**
 * Begins a long-running operation on a job and answers its first state; whoever asks again finds it done. One that only
 * validates is done at once.
 */
export function beginJobOperation(call: Call, place: Place, job: object, atOnce: boolean): Json {
  const typed = { '@type': `${TYPE}.Job`, ...job };
  const done = { name: newName(place), metadata: typed, done: true, response: typed };
  call.organization.operations.set(done.name, done);
  return atOnce ? done : { name: done.name, metadata: typed };
}

/** Begins the operation of a run, which lasts as long as the execution. */
export function beginExecutionOperation(
  call: Call,
  place: Place,
  execution: ExecutionRecord,
): Json {
  const metadata = { '@type': `${TYPE}.Execution`, name: execution.body.name };
  const begun = { name: newName(place), metadata };
  const state = withExecution(begun, execution, call.organization.now());
  call.organization.operations.set(begun.name, state['done'] === true ? { ...state } : begun);
  return state;
}

/** `operations.get` and, since nothing here takes longer than it takes, `operations.wait`. */
export function getOperation(call: Call): Json {
  const { location, operation: id } = call.params;
  const permission = 'run.operations.get';
  const named = (project: string) => `projects/${project}/locations/${location}/operations/${id}`;
  const project = projectOf(call, permission, named);
  const name = named(project.id);
  permit(call, permission, runTarget(name, 'Operation'), { text: denialText(permission, name) });
  const operation = call.organization.operations.get(name);
  if (operation === undefined)
    throw new ApiError('NOT_FOUND', `Operation '${name}' does not exist.`);
  return answeredOperation(
    call,
    operation['done'] === true ? operation : followed(call, operation),
  );
}

function followed(call: Call, operation: Json): Json {
  const name = String((operation['metadata'] as Json)['name']);
  const [, job = '', id = ''] = /^(.*)\/executions\/([^/]+)$/.exec(name) ?? [];
  const execution = call.organization.jobs.get(job)?.executions.get(id);
  if (execution !== undefined) return withExecution(operation, execution, call.organization.now());
  const error = { code: 5, message: `The execution ${name} was deleted.` };
  return { ...operation, done: true, error };
}

function withExecution(operation: Json, execution: ExecutionRecord, now: number): Json {
  const metadata = { '@type': `${TYPE}.Execution`, ...executionToV2(execution, now) };
  const state = executionState(execution, now);
  if (state.kind === 'running') return { ...operation, metadata };
  const end =
    state.kind === 'failed'
      ? { error: { code: 9, message: state.because } }
      : { response: metadata };
  return { ...operation, metadata, done: true, ...end };
}

function newName({ project, location }: Place): string {
  return `projects/${project.id}/locations/${location}/operations/${randomUUID()}`;
}
