import { describe, expect, it } from 'vitest';
import type { V2Job } from '../../../../../sandbox/apis/run/job-record.ts';
import { requireJobName, requireValid } from '../../../../../sandbox/apis/run/jobs/violations.ts';

const CONTAINERS = [{ image: 'busybox' }];

function job(task: object = {}, execution: object = {}, rest: object = {}): V2Job {
  return { ...rest, template: { ...execution, template: { containers: CONTAINERS, ...task } } };
}

function check(body: V2Job): void {
  requireValid(body, 'nightly', 'CreateJobRequest.job');
}

describe('requireValid', () => {
  it('takes a job with no more than an image', () => {
    expect(() => check(job())).not.toThrow();
  });

  it.each<[V2Job, string]>([
    [{}, 'template: a required field is not set.'],
    [{ template: {} }, 'template.template: a required field is not set.'],
    [job({ containers: [] }), 'template.template.containers: at least one container is needed.'],
    [
      job({ containers: [{}] }),
      'template.template.containers[0].image: a required field is not set.',
    ],
    [
      job({ containers: [{ image: 'a', env: [{ value: 'b' }] }] }),
      'template.template.containers[0].env[0].name: a required field is not set.',
    ],
    [
      job({ timeout: '1.5s' }),
      'template.template.timeout: a whole number from 1 to 604800 is expected, not 1.5.',
    ],
    [
      job({ maxRetries: 11 }),
      'template.template.max_retries: a whole number from 0 to 10 is expected, not 11.',
    ],
    [
      job({}, { taskCount: -1 }),
      'template.task_count: a whole number from 1 to 10000 is expected, not -1.',
    ],
    [
      job({}, {}, { labels: { 'run.googleapis.com/x': 'y' } }),
      'labels: the key run.googleapis.com/x is in a namespace that is reserved for the system.',
    ],
    [
      job({}, { annotations: { 'serving.knative.dev/x': 'y' } }),
      'template.annotations: the key serving.knative.dev/x is in a namespace that is reserved for the system.',
    ],
    [
      job({}, {}, { startExecutionToken: 'x'.repeat(56) }),
      'start_execution_token: the sum of job name and token length must be fewer than 63 characters.',
    ],
  ])('refuses %j', (body, violation) => {
    expect(() => check(body)).toThrow(`Violation in CreateJobRequest.job.${violation}`);
  });
});

describe('requireJobName', () => {
  it.each(['nightly', 'a', 'a-1', 'a'.repeat(63)])('takes %s', (name) => {
    expect(() => requireJobName(name, 'job.metadata.name')).not.toThrow();
  });

  it.each(['', 'Nightly', '1a', 'a-', 'a_b', 'a'.repeat(64)])('refuses "%s"', (name) => {
    expect(() => requireJobName(name, 'job.metadata.name')).toThrow(
      'Violation in job.metadata.name: resource name must use only lowercase letters',
    );
  });
});
