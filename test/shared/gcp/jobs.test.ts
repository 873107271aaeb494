import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Resource } from '../../../shared/domain/resource.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { jobReader } from '../../../shared/gcp/jobs.ts';
import { answeringServer } from './answering-server.ts';
import { createJob, EVALUATE, type LocalApis, localApis } from './local-apis.ts';

const DEFAULT = '310000000001-compute@developer.gserviceaccount.com';
const job = (name: string): Resource => ({
  kind: 'job',
  project: 'payments-prod',
  location: 'us-central1',
  name,
});

let apis: LocalApis;
beforeAll(async () => {
  apis = await localApis((file) => {
    const accessor = {
      role: 'roles/secretmanager.secretAccessor',
      members: [`serviceAccount:${DEFAULT}`],
    };
    for (const project of file.projects) {
      if (project.id === 'payments-prod') project.secrets = [{ name: 'db', bindings: [accessor] }];
      if (project.id === 'data-dev') project.secrets = [{ name: 'key', bindings: [accessor] }];
    }
  });
});
afterAll(() => apis.close());

describe('the job reader', () => {
  test('keeps what Bailiff judges by, and nothing else of the containers', async () => {
    await createJob(apis, 'with-secrets', {
      template: {
        containers: [
          {
            image: 'us-docker.pkg.dev/cloudrun/container/job',
            args: ['--token=hunter2'],
            env: [
              { name: 'PASSWORD', value: 'hunter2' },
              { name: 'DB', valueSource: { secretKeyRef: { secret: 'db', version: 'latest' } } },
            ],
          },
        ],
        volumes: [
          { name: 'a', secret: { secret: 'projects/data-dev/secrets/key' } },
          { name: 'b', secret: { secret: 'db' } },
        ],
      },
    });
    const state = await jobReader(apis.as(EVALUATE)).read(job('with-secrets'));
    expect(state).toEqual({
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      generation: 1,
      etag: expect.stringMatching(/^".+"$/),
      serviceAccount: DEFAULT,
      creator: 'dev@example.com',
      lastModifier: 'dev@example.com',
      executionCount: 0,
      reconciling: false,
      secrets: ['projects/payments-prod/secrets/db', 'projects/data-dev/secrets/key'],
      labels: { team: 'payments' },
    });
    expect(JSON.stringify(state)).not.toContain('hunter2');
  });

  test('says undefined of a job that is not there', async () => {
    expect(await jobReader(apis.as(EVALUATE)).read(job('nowhere'))).toBeUndefined();
  });

  test('throws for a caller who may not read', async () => {
    const read = jobReader(apis.as('user:stranger@example.com')).read(job('nowhere'));
    await expect(read).rejects.toBeInstanceOf(ApiFailure);
    await expect(read).rejects.toMatchObject({ status: 403, code: 'PERMISSION_DENIED' });
  });

  test('lists no execution that has completed', async () => {
    await createJob(apis, 'runs');
    const name = 'projects/payments-prod/locations/us-central1/jobs/runs';
    await apis.jobsAs('user:dev@example.com').run({ name, requestBody: {} });
    expect(await jobReader(apis.as(EVALUATE)).runningExecutions(job('runs'))).toEqual([]);
  });

  test('lists the running executions of every page by their short names', async () => {
    const full = (name: string) => ({ name: `projects/p/locations/l/jobs/j/executions/${name}` });
    const server = await answeringServer(
      {
        status: 200,
        body: {
          executions: [{ ...full('j-1'), completionTime: '2026-05-04T06:00:00Z' }, full('j-2')],
          nextPageToken: 'next',
        },
      },
      { status: 200, body: { executions: [full('j-3')] } },
    );
    const reader = jobReader(connectGoogle({ apiRoot: server.apiRoot }));
    expect(await reader.runningExecutions(job('j'))).toEqual(['j-2', 'j-3']);
    expect(server.asked.map(({ url }) => url)).toEqual([
      '/v2/projects/payments-prod/locations/us-central1/jobs/j/executions?pageSize=100',
      '/v2/projects/payments-prod/locations/us-central1/jobs/j/executions?pageSize=100&pageToken=next',
    ]);
    await server.close();
  });
});
