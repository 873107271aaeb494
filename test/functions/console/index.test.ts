import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { askApprover } from '../../../cli/approvals.ts';
import { showFindings } from '../../../cli/findings.ts';
import { wire } from '../../../functions/console/index.ts';
import { type Listening, listen } from '../../../sandbox/listen.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { someProposal } from '../../fixtures/proposal.ts';
import { sighting } from '../../fixtures/sighting.ts';
import { CONSOLE, localApis } from '../../shared/gcp/local-apis.ts';
import { serveKeys, signedToken, tokenWithoutSignature } from '../../shared/token/signing.ts';

const RUN = 'https://europe-west1-bailiff-prod.cloudfunctions.net/bailiff-console';
const IAP = '/projects/310000000009/locations/europe-west1/services/bailiff-console';
const now = Math.floor(Date.now() / 1000);
const admin = {
  ...{ iss: 'https://accounts.google.com', aud: RUN, sub: '104', iat: now - 10, exp: now + 590 },
  ...{ email: 'admin@example.com', email_verified: true },
};
const bearer = (claims: object) => `Bearer ${tokenWithoutSignature(claims)}`;

let google: Awaited<ReturnType<typeof serveKeys>>;
let running: Listening | undefined;
beforeEach(async () => {
  google = await serveKeys();
});
afterEach(async () => {
  await running?.close();
  await google.close();
});

/** The function behind the functions-framework, told who lets callers in. */
async function start(
  BAILIFF_CONSOLE_CALLERS: string,
  BAILIFF_CONSOLE_AUDIENCE: string,
  changes: Readonly<Record<string, string>> = {},
) {
  const deployment = parse(readFileSync('examples/deployment.yaml', 'utf8'));
  const wired = await wire({
    BAILIFF_DEPLOYMENT: JSON.stringify(deployment),
    BAILIFF_LEDGER: ':memory:',
    BAILIFF_API_ROOT: google.root,
    BAILIFF_LOG: 'silent',
    BAILIFF_CONSOLE_CALLERS,
    BAILIFF_CONSOLE_AUDIENCE,
    ...changes,
  });
  http('console', wired);
  running = await listen(getTestServer('console'), 0);
}

interface Asking {
  readonly method?: string;
  readonly path?: string;
  /** Names and values in turn, as they go over the wire, so that one may come twice. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}
const JSON_BODY = ['content-type', 'application/json'];

function ask({ method = 'GET', path = '/api/findings', headers = [], body }: Asking) {
  const options = { host: '127.0.0.1', port: running?.port, method, path, agent: false };
  const sent = [
    ...headers,
    'host',
    'console',
    ...(body ? ['content-length', `${body.length}`] : []),
  ];
  return new Promise<{ status: number; headers: object; text: string }>((resolve, reject) => {
    const asking = request({ ...options, headers: sent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    asking.on('error', reject).end(body);
  });
}

it('answers behind the functions-framework whom Cloud Run lets in, and nobody else', async () => {
  await start('cloud-run', RUN);
  const answer = await ask({ headers: ['authorization', bearer(admin)] });
  expect(answer).toMatchObject({
    status: 200,
    text: '{"findings":[]}',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
  expect(await ask({})).toMatchObject({ status: 401, text: '{"error":"It has no bearer token."}' });
  const head = await ask({ method: 'HEAD', headers: ['authorization', bearer(admin)] });
  expect([head.status, head.text]).toEqual([200, '']);
});

it('is asked by the bailiff command, with a token', async () => {
  await start('cloud-run', RUN);
  const url = `http://127.0.0.1:${running?.port}`;
  const token = tokenWithoutSignature(admin);
  expect(await showFindings({ url, token, format: 'table' })).toMatchObject({
    text: 'No findings.\n',
  });
  const refused = showFindings({ url, format: 'table' });
  await expect(refused).rejects.toThrow('answered 401: It has no bearer token.');
  const options = { url, token, as: 'user:dev@example.com', format: 'table' };
  const unknown = askApprover('undo', 'nothing', {}, options);
  await expect(unknown).rejects.toThrow('No finding has that id.');
});

it('records an approval, and tells remediate on the topic of approvals', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bailiff-console-'));
  const apis = await localApis();
  const file = join(folder, 'ledger.db');
  const ledger = openSqliteLedger(file);
  const { id } = await ledger.see(sighting());
  await ledger.move(id, { state: 'awaiting-approval', mode: 'approve', proposal: someProposal() });
  await start('cloud-run', RUN, {
    BAILIFF_LEDGER: file,
    BAILIFF_API_ROOT: apis.apiRoot,
    BAILIFF_ACCESS_TOKEN: `sandbox:${CONSOLE}`,
  });
  const headers = ['authorization', bearer(admin), ...JSON_BODY];
  const path = `/api/findings/${id}/approve`;
  expect((await ask({ method: 'POST', path, headers, body: '{}' })).status).toBe(202);
  expect((await ledger.finding(id))?.request?.by).toBe('user:admin@example.com');
  expect(apis.published).toMatchObject([
    { topic: 'approvals', message: { kind: 'finding', finding: id } },
  ]);
  await ledger.close();
  await apis.close();
  rmSync(folder, { recursive: true });
});

it('takes a header that comes twice for none, whichever of the two Cloud Run has checked', async () => {
  await start('cloud-run', RUN);
  const forged = bearer({ ...admin, email: 'chief@example.com' });
  for (const name of ['Authorization', 'X-Serverless-Authorization'])
    expect((await ask({ headers: [name, forged, name, bearer(admin)] })).status).toBe(401);
});

it('goes by the proxy’s token alone behind Identity-Aware Proxy', async () => {
  await start('iap', IAP);
  const iss = 'https://cloud.google.com/iap';
  const claims = { ...admin, iss, aud: IAP, sub: 'accounts.google.com:104' };
  const token = signedToken('ES256', google.proxy, claims);
  expect((await ask({ headers: ['x-goog-iap-jwt-assertion', token] })).status).toBe(200);
  expect((await ask({ headers: ['authorization', bearer(admin)] })).status).toBe(401);
  expect(google.asked).toEqual(['/iap/verify/public_key']);
});

it('hands a request of an approver on, with its body', async () => {
  await start('cloud-run', RUN);
  const headers = ['authorization', bearer(admin), ...JSON_BODY];
  const path = '/api/findings/nothing/approve';
  const answer = await ask({ method: 'POST', path, headers, body: '{"digest":"x"}' });
  expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('digest: must be')]);
  const found = await ask({ method: 'POST', path, headers, body: '{}' });
  expect([found.status, found.text]).toEqual([404, expect.stringContaining('No finding')]);
});

it.each<[string, Asking, number]>([
  ['another method', { method: 'PUT' }, 405],
  [
    'a body larger than any',
    { method: 'POST', headers: JSON_BODY, body: `{"digest":"${'x'.repeat(65_536)}"}` },
    413,
  ],
  ['a body that is no JSON', { method: 'POST', headers: JSON_BODY, body: '{' }, 400],
  ['a path like another host', { path: '//evil.example/api/findings' }, 401],
  ['a path that is none', { path: '/%' }, 400],
])('refuses %s', async (_, asking, status) => {
  await start('cloud-run', RUN);
  const answer = await ask(asking);
  expect(answer.status).toBe(status);
});

it('fails, and says nothing of why, when it cannot learn who calls', async () => {
  await start('iap', IAP);
  google.serve('/iap/verify/public_key', undefined);
  const claims = { ...admin, iss: 'https://cloud.google.com/iap', aud: IAP };
  const token = signedToken('ES256', google.proxy, claims);
  const answer = await ask({ headers: ['x-goog-iap-jwt-assertion', token] });
  expect([answer.status, answer.text]).toEqual([
    500,
    '{"error":"That did not come to its end; try again. The log says why."}',
  ]);
});
