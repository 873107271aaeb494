import { defined } from '../defined.ts';
import { latestExecution } from '../executions/latest-execution.ts';
import type { JobRecord, V1Job, V1ObjectMeta, V2Job } from '../job-record.ts';
import type { JobRef } from '../job-ref.ts';
import { RUN } from '../reserved-keys.ts';
import { templateToV1 } from './template-to-v1.ts';

/** The job as `namespaces.jobs.get` answers it at a time in milliseconds. */
export function jobToV1(record: JobRecord, ref: JobRef, now: number): V1Job {
  const { body, extras } = record;
  return {
    apiVersion: 'run.googleapis.com/v1',
    kind: 'Job',
    metadata: metadataOf(record, ref),
    spec: defined({
      template: templateToV1(body.template, extras),
      startExecutionToken: body.startExecutionToken,
      runExecutionToken: body.runExecutionToken,
    }),
    status: statusOf(record, now),
  } as V1Job;
}

function metadataOf({ body, extras, resourceVersion }: JobRecord, ref: JobRef): V1ObjectMeta {
  const { number } = ref.project;
  return defined({
    name: ref.name,
    namespace: number,
    selfLink: `/apis/run.googleapis.com/v1/namespaces/${number}/jobs/${ref.name}`,
    uid: body.uid,
    resourceVersion,
    generation: Number(body.generation),
    creationTimestamp: body.createTime,
    labels: defined({
      ...body.labels,
      [RUN.location]: ref.location,
      [RUN.lastUpdated]: body.updateTime,
    }) as Record<string, string>,
    annotations: {
      ...body.annotations,
      ...extras.annotations,
      ...reservedAnnotations(body),
    },
  });
}

function reservedAnnotations(body: V2Job): Record<string, string> {
  const { launchStage, binaryAuthorization: binary } = body;
  return defined({
    [RUN.clientName]: body.client,
    [RUN.clientVersion]: body.clientVersion,
    [RUN.launchStage]: launchStage === 'GA' ? undefined : launchStage,
    [RUN.binaryAuthorization]: binary?.useDefault === true ? 'default' : binary?.policy,
    [RUN.breakglass]: binary?.breakglassJustification,
    [RUN.creator]: body.creator,
    [RUN.lastModifier]: body.lastModifier,
  }) as Record<string, string>;
}

function statusOf(record: JobRecord, now: number): NonNullable<V1Job['status']> {
  const { body, executions } = record;
  const latest = latestExecution(record, now);
  return defined({
    observedGeneration: Number(body.observedGeneration),
    // gcloud waits for this one after every change.
    conditions: [defined({ type: 'Ready', status: 'True', lastTransitionTime: body.updateTime })],
    executionCount: executions.size === 0 ? undefined : executions.size,
    latestCreatedExecution:
      latest &&
      defined({
        name: latest.name,
        creationTimestamp: latest.createTime,
        completionTimestamp: latest.completionTime,
        completionStatus: latest.completionStatus,
      }),
  });
}
