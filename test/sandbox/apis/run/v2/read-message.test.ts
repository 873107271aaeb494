import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../../../sandbox/apis/run/v2/read-message.ts';
import type { ApiError } from '../../../../../sandbox/http/api-error.ts';

function refusal(json: unknown): string {
  try {
    readMessage('Job', json, 'job');
  } catch (error) {
    return (error as ApiError).message;
  }
  return 'no refusal';
}

function containers(container: unknown): unknown {
  return { template: { template: { containers: [container] } } };
}

describe('readMessage', () => {
  it.each([
    [
      containers({ imag: 'x' }),
      `Invalid JSON payload received. Unknown name "imag" at 'job.template.template.containers[0]': Cannot find field.`,
    ],
    [
      { nonsense: 1 },
      `Invalid JSON payload received. Unknown name "nonsense" at 'job': Cannot find field.`,
    ],
    [
      { constructor: 1 },
      `Invalid JSON payload received. Unknown name "constructor" at 'job': Cannot find field.`,
    ],
    [{ client: 5 }, `Invalid value at 'job.client' (TYPE_STRING), 5`],
    [
      { template: { taskCount: 'many' } },
      `Invalid value at 'job.template.task_count' (TYPE_INT32), "many"`,
    ],
    [
      { template: { taskCount: 2_147_483_648 } },
      `Invalid value at 'job.template.task_count' (TYPE_INT32), 2147483648`,
    ],
    [
      { binaryAuthorization: { useDefault: 'yes' } },
      `Invalid value at 'job.binary_authorization.use_default' (TYPE_BOOL), "yes"`,
    ],
    [
      { launchStage: 'FINISHED' },
      `Invalid value at 'job.launch_stage' (type.googleapis.com/google.api.LaunchStage), "FINISHED"`,
    ],
    [
      { template: 'x' },
      `Invalid value at 'job.template' (type.googleapis.com/google.cloud.run.v2.ExecutionTemplate), "x"`,
    ],
    [
      { template: { template: { timeout: '600' } } },
      `Invalid value at 'job.template.template.timeout' (type.googleapis.com/google.protobuf.Duration), "600"`,
    ],
    [
      { createTime: 'yesterday' },
      `Invalid value at 'job.create_time' (type.googleapis.com/google.protobuf.Timestamp), "yesterday"`,
    ],
    [
      containers({ args: 'x' }),
      `Invalid value at 'job.template.template.containers[0].args' (repeated field), "x"`,
    ],
    [{ labels: { team: 5 } }, `Invalid value at 'job.labels["team"]' (TYPE_STRING), 5`],
    [
      { startExecutionToken: 'a', runExecutionToken: 'b' },
      `Invalid value at 'job' (oneof), oneof field 'create_execution' is already set. Cannot set 'runExecutionToken'`,
    ],
  ])('refuses %j', (json, message) => {
    expect(refusal(json)).toBe(message);
  });

  it('lists every fault, each with its place', () => {
    try {
      readMessage('Job', { a: 1, template: { b: 2 } }, 'job');
      expect.unreachable();
    } catch (error) {
      expect((error as ApiError).message.split('\n')).toHaveLength(2);
      expect((error as ApiError).details).toEqual([
        {
          '@type': 'type.googleapis.com/google.rpc.BadRequest',
          fieldViolations: [
            {
              field: 'job',
              description: `Invalid JSON payload received. Unknown name "a" at 'job': Cannot find field.`,
            },
            {
              field: 'job.template',
              description: `Invalid JSON payload received. Unknown name "b" at 'job.template': Cannot find field.`,
            },
          ],
        },
      ]);
    }
  });

  it('takes snake_case names, numbers of enums, digits in strings and null', () => {
    const json = {
      launch_stage: 4,
      client_version: null,
      template: { task_count: '3', template: { service_account: 'a@b', max_retries: 0 } },
    };
    expect(readMessage('Job', json, 'job')).toEqual({
      launchStage: 'GA',
      template: { taskCount: 3, template: { serviceAccount: 'a@b', maxRetries: 0 } },
    });
  });

  it('overlooks what only the server writes, after checking it', () => {
    const json = {
      uid: 'mine',
      generation: '99',
      creator: 'mallory@example.com',
      terminalCondition: { type: 'Ready', state: 4 },
      executionCount: 7,
      client: 'terraform',
    };
    expect(readMessage('Job', json, 'job')).toEqual({ client: 'terraform' });
    expect(refusal({ terminalCondition: { states: 4 } })).toContain(
      `Unknown name "states" at 'job.terminal_condition'`,
    );
  });

  it('leaves out what equals a default, but not an empty text that chooses a oneof', () => {
    const json = containers({
      name: '',
      args: [],
      env: [{ name: 'A', value: '' }],
      resources: { cpuIdle: false, limits: {} },
    });
    expect(readMessage('Job', json, 'job')).toEqual(
      containers({ env: [{ name: 'A', value: '' }], resources: {} }),
    );
  });
});
