import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { wire } from '../../../functions/evaluate/index.ts';
import { putObject } from '../../../sandbox/organization/buckets.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { exampleDeployment } from '../../fixtures/example-policy.ts';
import { createJob, EVALUATE, type LocalApis, localApis } from '../../shared/gcp/local-apis.ts';

let folder: string;
let apis: LocalApis;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bailiff-evaluate-'));
  apis = await localApis();
});
afterEach(async () => {
  await apis.close();
  rmSync(folder, { recursive: true });
});
const environment = (changes: Record<string, string> = {}) => ({
  BAILIFF_DEPLOYMENT: JSON.stringify(exampleDeployment()),
  BAILIFF_POLICY: 'examples/policy.yaml',
  BAILIFF_LEDGER: join(folder, 'ledger.db'),
  BAILIFF_API_ROOT: apis.apiRoot,
  BAILIFF_ACCESS_TOKEN: `sandbox:${EVALUATE}`,
  BAILIFF_LOG: 'silent',
  ...changes,
});

async function push(env: Record<string, string>, entry: unknown): Promise<number> {
  http('evaluate', await wire(env));
  const server = getTestServer('evaluate');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const data = Buffer.from(JSON.stringify(entry)).toString('base64');
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({
      message: { data, messageId: '1', publishTime: '2026-05-04T06:00:01Z' },
      subscription: 'projects/bailiff-prod/subscriptions/evaluate',
    }),
  });
  await response.text();
  await new Promise((resolve) => server.close(resolve));
  return response.status;
}

test('the function is put together from its environment alone', async () => {
  await createJob(apis, 'nightly');
  expect(await push(environment(), apis.log.entries.at(-1))).toBe(204);
  expect(apis.published).toMatchObject([{ topic: 'decisions', message: { kind: 'finding' } }]);
  const ledger = openSqliteLedger(join(folder, 'ledger.db'));
  expect((await ledger.findings({})).findings).toMatchObject([{ mode: 'remediate' }]);
  await ledger.close();
});

test('a policy file that is not there is an alert, and the event is delivered again', async () => {
  await createJob(apis, 'nightly');
  const env = environment({ BAILIFF_POLICY: join(folder, 'none.yaml') });
  expect(await push(env, apis.log.entries.at(-1))).toBe(503);
  expect(apis.published).toMatchObject([
    {
      message: {
        kind: 'alert',
        alert: expect.stringMatching(/^policy-rejected~unreadable-ENOENT~\d{4}-\d\d-\d\d$/),
      },
    },
  ]);
});

test('a policy in a bucket is read as evaluate, and one that allows more waits and is an alert', async () => {
  const bucket = 'bailiff-prod-bailiff-policy';
  const long = { ...apis.organization, now: () => Date.now() - 86_400_000 };
  const rule = (mode: string) =>
    `apiVersion: bailiff/v1\nrules:\n  default-service-account:\n    mode: ${mode}\n    action: {create: {roles: []}}\n`;
  putObject(long, bucket, 'policy.yaml', rule('ticket'));
  putObject(apis.organization, bucket, 'policy.yaml', rule('remediate'));
  await createJob(apis, 'nightly');
  const env = environment({ BAILIFF_POLICY: `gs://${bucket}/policy.yaml` });
  expect(await push(env, apis.log.entries.at(-1))).toBe(204);
  expect(apis.published).toMatchObject([
    { message: { kind: 'alert', alert: expect.stringMatching(/^policy-widened~[0-9a-f]{64}~/) } },
    { message: { kind: 'finding' } },
  ]);
  const ledger = openSqliteLedger(join(folder, 'ledger.db'));
  expect((await ledger.findings({})).findings).toMatchObject([{ mode: 'ticket' }]);
  expect(await ledger.alerts()).toMatchObject([
    { severity: 'medium', about: 'gs://bailiff-prod-bailiff-policy/policy.yaml' },
  ]);
  await ledger.close();
});

test('an environment that lacks something is refused in full', async () => {
  await expect(wire({ BAILIFF_LEDGER: 'x' })).rejects.toThrow(
    /^BAILIFF_DEPLOYMENT is not set; .*\nBAILIFF_POLICY is not set; /,
  );
});
