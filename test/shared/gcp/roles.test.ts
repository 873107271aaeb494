import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { roles } from '../../../shared/gcp/roles.ts';
import { answeringServer } from './answering-server.ts';
import { EVALUATE, type LocalApis, localApis } from './local-apis.ts';

let apis: LocalApis;
beforeAll(async () => {
  apis = await localApis();
});
afterAll(() => apis.close());

describe('roles', () => {
  test('Google’s own and custom ones are read', async () => {
    const { permissions } = roles(apis.as(EVALUATE));
    expect(await permissions('roles/run.jobsExecutor')).toEqual([
      'run.executions.cancel',
      'run.jobs.run',
    ]);
    expect(await permissions('organizations/100000000001/roles/bailiffRoleGranter')).toEqual([
      'resourcemanager.projects.getIamPolicy',
      'resourcemanager.projects.setIamPolicy',
    ]);
    expect(await permissions('roles/nonesuch')).toBeUndefined();
  });

  test.each([{ deleted: true }, { stage: 'DISABLED' }])(
    'one that is %o grants nothing',
    async (state) => {
      const server = await answeringServer({
        status: 200,
        body: { includedPermissions: ['run.jobs.get'], ...state },
      });
      const { permissions } = roles(connectGoogle({ apiRoot: server.apiRoot }));
      expect(await permissions('projects/payments-prod/roles/x')).toBeUndefined();
      await server.close();
    },
  );

  test('are asked for again after ten minutes, and at once when there was no such role', async () => {
    const server = await answeringServer(
      { status: 404, body: { error: { message: 'No.' } } },
      { status: 200, body: { includedPermissions: ['a.b.c'] } },
      { status: 200, body: { includedPermissions: ['d.e.f'] } },
    );
    let now = 0;
    const { permissions } = roles(connectGoogle({ apiRoot: server.apiRoot }), () => now);
    expect(await permissions('roles/x')).toBeUndefined();
    expect(await permissions('roles/x')).toEqual(['a.b.c']);
    now = 599_999;
    expect(await permissions('roles/x')).toEqual(['a.b.c']);
    now = 600_000;
    expect(await permissions('roles/x')).toEqual(['d.e.f']);
    expect(server.asked).toHaveLength(3);
    await server.close();
  });
});
