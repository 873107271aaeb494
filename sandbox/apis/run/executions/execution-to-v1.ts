import { defined } from '../defined.ts';
import type { ExecutionRecord, V1Execution, V2Execution } from '../job-record.ts';
import type { JobRef } from '../job-ref.ts';
import { RUN } from '../reserved-keys.ts';
import { taskToV1 } from '../v1/template-to-v1.ts';
import { executionToV2 } from './execution-to-v2.ts';

const STATUS: Readonly<Record<string, string>> = {
  CONDITION_SUCCEEDED: 'True',
  CONDITION_FAILED: 'False',
};

/** The execution as `namespaces.executions.get` answers it at a time in milliseconds. */
export function executionToV1(
  name: string,
  execution: ExecutionRecord,
  job: JobRef,
  now: number,
): V1Execution {
  const { number } = job.project;
  const body = executionToV2(execution, now);
  const task = taskToV1(body.template ?? {}, execution.extras);
  return {
    apiVersion: 'run.googleapis.com/v1',
    kind: 'Execution',
    metadata: defined({
      name,
      namespace: number,
      selfLink: `/apis/run.googleapis.com/v1/namespaces/${number}/executions/${name}`,
      uid: body.uid,
      resourceVersion: execution.resourceVersion,
      generation: 1,
      creationTimestamp: body.createTime,
      labels: body.labels,
      annotations: {
        ...body.annotations,
        ...task.annotations,
        ...(defined({
          [RUN.creator]: body.creator,
          [RUN.lastModifier]: body.creator,
        }) as Record<string, string>),
      },
      ownerReferences: [ownerOf(body, job)],
    }),
    spec: defined({
      parallelism: body.parallelism,
      taskCount: body.taskCount,
      template: { spec: task.spec },
    }),
    status: statusOf(body),
  } as V1Execution;
}

function ownerOf({ labels }: V2Execution, { name }: JobRef) {
  return {
    apiVersion: 'run.googleapis.com/v1',
    kind: 'Job',
    name,
    uid: labels?.['run.googleapis.com/jobUid'] ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

function statusOf(body: V2Execution): NonNullable<V1Execution['status']> {
  const { startTime, completionTime, runningCount, succeededCount, failedCount, logUri } = body;
  return defined({
    observedGeneration: 1,
    conditions: body.conditions?.map(({ type, state = '', message, lastTransitionTime }) =>
      defined({ type, status: STATUS[state] ?? 'Unknown', message, lastTransitionTime }),
    ),
    startTime,
    completionTime,
    runningCount,
    succeededCount,
    failedCount,
    logUri,
  });
}
