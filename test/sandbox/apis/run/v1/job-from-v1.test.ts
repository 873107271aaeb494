import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobRecord, V1Job, V2Job } from '../../../../../sandbox/apis/run/job-record.ts';
import { withDefaults } from '../../../../../sandbox/apis/run/jobs/with-defaults.ts';
import { jobFromV1 } from '../../../../../sandbox/apis/run/v1/job-from-v1.ts';
import {
  type ContainerInput,
  type JobInput,
  JobSchema,
} from '../../../../../sandbox/apis/run/v1/job-schema.ts';
import { jobToV1 } from '../../../../../sandbox/apis/run/v1/job-to-v1.ts';
import { readBody } from '../../../../../sandbox/apis/run/v1/read-body.ts';
import { anyJob, REF } from './any-job.ts';

function recordOf(body: V2Job, extras: JobRecord['extras']): JobRecord {
  const versions = { generation: '1', observedGeneration: '1' };
  return {
    body: { ...body, ...versions },
    extras,
    resourceVersion: 'AAYnZ8S7wzw',
    executions: new Map(),
  };
}

function inV1(record: JobRecord): V1Job {
  return jobToV1(record, REF, 0);
}

const NO_EXTRAS = { annotations: {}, templateAnnotations: {} };

describe('jobFromV1', () => {
  it('makes nothing of replacing a job with its own v1 form', () => {
    fc.assert(
      fc.property(anyJob, (body) => {
        const shown = inV1(recordOf(body, NO_EXTRAS));
        const read = jobFromV1(readBody(JobSchema, shown, 'job'), body);
        expect(withDefaults(read.job, REF.project)).toEqual(body);
        expect(inV1(recordOf(body, read.extras))).toEqual(shown);
      }),
      { numRuns: 300 },
    );
  });

  it('reads reserved annotations as fields and keeps the rest of them for v1', () => {
    const { job: read, extras } = jobFromV1(
      {
        metadata: {
          labels: { 'cloud.googleapis.com/location': 'us-central1', team: 'a' },
          annotations: {
            'run.googleapis.com/creator': 'mallory@example.com',
            'run.googleapis.com/client-name': 'gcloud',
            'run.googleapis.com/build-id': 'b1',
            'example.com/own': 'x',
          },
        },
        spec: template({
          'run.googleapis.com/client-name': 'gcloud',
          'run.googleapis.com/container-dependencies': '{"app":["proxy"]}',
          'run.googleapis.com/base-images': '{"app":"python312"}',
        }),
      },
      undefined,
    );
    expect(read).toMatchObject({
      labels: { team: 'a' },
      annotations: { 'example.com/own': 'x' },
      client: 'gcloud',
    });
    expect(read.template?.template?.containers).toEqual([
      { name: 'app', image: 'a', dependsOn: ['proxy'], baseImageUri: 'python312' },
      { name: 'proxy', image: 'b' },
    ]);
    expect(extras).toEqual({
      annotations: { 'run.googleapis.com/build-id': 'b1' },
      templateAnnotations: { 'run.googleapis.com/client-name': 'gcloud' },
    });
  });

  it("writes another project's secret by its resource name and gives its alias back", () => {
    const annotations = { 'run.googleapis.com/secrets': 'db-1:projects/310000000003/secrets/db' };
    const secretKeyRef = { name: 'db-1', key: 'latest' };
    const spec = template(annotations, { env: [{ name: 'DB', valueFrom: { secretKeyRef } }] });
    const { job: read, extras } = jobFromV1({ spec }, undefined);
    expect(read.template?.template?.containers?.[0]?.env).toEqual([
      {
        name: 'DB',
        valueSource: {
          secretKeyRef: { secret: 'projects/310000000003/secrets/db', version: 'latest' },
        },
      },
    ]);
    const shown = inV1(recordOf(read, extras)).spec?.template;
    expect(shown?.metadata?.annotations).toMatchObject(annotations);
    expect(shown?.spec?.template?.spec?.containers?.[0]?.env).toEqual([
      { name: 'DB', valueFrom: { secretKeyRef } },
    ]);
  });

  it('makes a volume and a mount of the Cloud SQL annotation', () => {
    const spec = template({
      'run.googleapis.com/cloudsql-instances': 'p:us-central1:a,p:us-central1:b',
    });
    const task = jobFromV1({ spec }, undefined).job.template?.template;
    expect(task?.volumes).toEqual([
      { name: 'cloudsql', cloudSqlInstance: { instances: ['p:us-central1:a', 'p:us-central1:b'] } },
    ]);
    expect(task?.containers?.[0]?.volumeMounts).toEqual([
      { name: 'cloudsql', mountPath: '/cloudsql' },
    ]);
  });

  it.each([
    [{ 'run.googleapis.com/execution-environment': 'gen9' }, /must be one of gen1, gen2/],
    [{ 'run.googleapis.com/network-interfaces': 'eth0' }, /does not hold JSON/],
    [{ 'run.googleapis.com/network-interfaces': '[{"net":"a"}]' }, /Unknown name "net"/],
  ])('refuses the annotation %j', (annotations, message) => {
    expect(() => jobFromV1({ spec: template(annotations) }, undefined)).toThrow(message);
  });

  it('refuses a node selector that Cloud Run does not know', () => {
    const spec = { template: { spec: { template: { spec: { nodeSelector: { zone: 'a' } } } } } };
    expect(() => jobFromV1({ spec }, undefined)).toThrow('The node selector zone is not one');
  });
});

function template(
  annotations: Record<string, string>,
  first: ContainerInput = {},
): JobInput['spec'] {
  const containers = [
    { name: 'app', image: 'a', ...first },
    { name: 'proxy', image: 'b' },
  ];
  return { template: { metadata: { annotations }, spec: { template: { spec: { containers } } } } };
}
