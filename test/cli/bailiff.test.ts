import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showFindings } from '../../cli/findings.ts';
import { checkPolicy } from '../../cli/policy-check.ts';
import { table } from '../../cli/table.ts';

const folder = mkdtempSync(join(tmpdir(), 'bailiff-'));
const DEPLOYMENT = 'examples/deployment.yaml';
afterAll(() => rmSync(folder, { recursive: true }));

describe('policy check', () => {
  const policy = (text: string) => {
    const file = join(folder, 'policy.yaml');
    writeFileSync(file, text);
    return file;
  };

  it('finds no fault in the example', () => {
    expect(checkPolicy('examples/policy.yaml', DEPLOYMENT, 'table')).toEqual({
      ok: true,
      text: 'examples/policy.yaml: no faults.\n',
    });
  });

  it('says what a file allows more than an earlier one, and that this is no fault', () => {
    const old = join(folder, 'old.yaml');
    const rule = (mode: string) =>
      `apiVersion: bailiff/v1\nrules:\n  default-service-account:\n    mode: ${mode}\n`;
    writeFileSync(old, rule('observe'));
    const against = { file: old, today: '2026-11-22' };
    const sentence = 'The rule default-service-account goes from observe to ticket.';
    const file = policy(rule('ticket'));
    expect(checkPolicy(file, DEPLOYMENT, 'table', against)).toEqual({
      ok: true,
      text: `${file}: no faults.\nIt allows more than ${old}:\n  ${sentence}\n`,
    });
    expect(JSON.parse(checkPolicy(file, DEPLOYMENT, 'json', against).text)).toEqual({
      file,
      ok: true,
      faults: [],
      allowsMore: [sentence],
    });
    expect(checkPolicy(old, DEPLOYMENT, 'table', { ...against, file })).toEqual({
      ok: true,
      text: `${old}: no faults.\nIt allows nothing more than ${file}.\n`,
    });
    const command = ['cli/bailiff.ts', 'policy', 'check', file, '--against', old];
    const run = spawnSync(process.execPath, command, { encoding: 'utf8' });
    expect([run.status, run.stdout]).toEqual([0, expect.stringContaining(sentence)]);
  });

  it('compares with no file that has faults', () => {
    const old = join(folder, 'old.yaml');
    writeFileSync(old, 'apiVersion: bailiff/v2\n');
    const file = policy('apiVersion: bailiff/v1\n');
    const compare = () =>
      checkPolicy(file, DEPLOYMENT, 'table', { file: old, today: '2026-11-22' });
    expect(compare).toThrow(`${old} has faults, so there is nothing to compare with:\n${old}:1:13`);
  });

  it('lists every fault with its line and column, as text and as JSON', () => {
    const file = policy(
      'apiVersion: bailiff/v1\nrules:\n  default-service-acount:\n    mode: tickets\nextra: 1\n',
    );
    const { ok, text } = checkPolicy(file, DEPLOYMENT, 'table');
    expect(ok).toBe(false);
    expect(text).toContain(`${file}:3:3`);
    expect(text).toContain(`${file}:5:1`);
    const json = JSON.parse(checkPolicy(file, DEPLOYMENT, 'json').text) as { faults: unknown[] };
    expect(json.faults.length).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ['nowhere.yaml', DEPLOYMENT, 'table', 'policy file nowhere.yaml cannot be read'],
    [
      'examples/policy.yaml',
      'nowhere.yaml',
      'table',
      'deployment file nowhere.yaml cannot be read',
    ],
    ['examples/policy.yaml', 'examples/policy.yaml', 'table', 'bounds no policy'],
    ['examples/policy.yaml', DEPLOYMENT, 'xml', '--format xml is not known'],
  ])('refuses %s with %s as %s', (file, deployment, format, why) => {
    expect(() => checkPolicy(file, deployment, format)).toThrow(why);
  });
});

describe('findings', () => {
  const row = {
    id: 'x',
    rule: 'default-service-account',
    mode: 'ticket',
    project: 'data-dev',
    location: 'us-central1',
    job: 'nightly',
    principal: 'dev@example.com',
    lastSeen: '2026-11-22T10:00:00Z',
  };
  const attempt = {
    ...row,
    rule: 'missing-act-as',
    state: 'failed',
    attempted: true,
    principal: 'unknown',
    deployer: 'dev@example.com',
    serviceAccount: 'batch-runtime@identity-prod.iam.gserviceaccount.com',
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    response.setHeader('content-type', 'application/json');
    if (url.searchParams.get('state') === 'bad')
      response.writeHead(400).end('{"error":"state: no."}');
    else if (url.searchParams.get('state') === 'resolved') response.end('{"findings":[]}');
    else if (url.searchParams.get('state') === 'failed')
      response.end(JSON.stringify({ findings: [attempt] }));
    else if (url.searchParams.get('after') === null)
      response.end(JSON.stringify({ findings: [{ ...row, state: 'remediated' }], next: 'n' }));
    else response.end(JSON.stringify({ findings: [{ ...row, state: 'ticketed' }] }));
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(() => server.close());

  it('shows all pages as one table, and says when something wants attention', async () => {
    const { text, attention } = await showFindings({ url, format: 'table' });
    expect(attention).toBe(true);
    expect(text.split('\n').slice(0, 3)).toEqual([
      'STATE       MODE    RULE                     JOB                           PRINCIPAL        LAST SEEN',
      'remediated  ticket  default-service-account  data-dev/us-central1/nightly  dev@example.com  2026-11-22T10:00:00Z',
      'ticketed    ticket  default-service-account  data-dev/us-central1/nightly  dev@example.com  2026-11-22T10:00:00Z',
    ]);
  });

  it('marks denied deploys, with who was refused and under which account', async () => {
    const { text } = await showFindings({ url, state: 'failed', format: 'table' });
    expect(text.split('\n')[1]).toBe(
      'failed  ticket  missing-act-as  ATTEMPT data-dev/us-central1/nightly as batch-runtime@identity-prod.iam.gserviceaccount.com  dev@example.com  2026-11-22T10:00:00Z',
    );
    const json = await showFindings({ url, state: 'failed', format: 'json' });
    expect(JSON.parse(json.text)).toMatchObject({
      findings: [{ attempted: true, deployer: 'dev@example.com' }],
    });
  });

  it('says so when there are none', async () => {
    expect(await showFindings({ url, state: 'resolved', format: 'table' })).toEqual({
      text: 'No findings.\n',
      attention: false,
    });
  });

  it.each([
    [{ format: 'json', state: 'bad' }, 'answered 400: state: no.'],
    [{ format: 'yaml' }, 'say table or json'],
    [{ format: 'table', url: 'nonsense' }, 'is no address'],
    [{ format: 'table', url: 'http://127.0.0.1:1' }, 'Start the local organization with npm start'],
  ])('refuses %j with a sentence', async (change, why) => {
    await expect(showFindings({ url, ...change })).rejects.toThrow(why);
  });

  it('cannot be made to move the cursor by a hostile name', () => {
    expect(table(['A'], [['x\u001b[2Jy\n']])).toBe('A\nx [2Jy\n');
  });
});

describe('the bailiff command', () => {
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['cli/bailiff.ts', ...args]);

  it.each([
    [['policy', 'check', 'examples/policy.yaml'], 0],
    [['--help'], 0],
    [['policy', 'check'], 2],
    [['policy', 'check', 'nowhere.yaml'], 2],
    [['dance'], 2],
    [['approve'], 2],
    [['reject', 'x'], 2],
    [['undo', 'x', '--url', 'http://127.0.0.1:1'], 2],
  ])('%j ends with %i, and never with a stack', (args, status) => {
    const ended = run(...args);
    expect(ended.status).toBe(status);
    expect(ended.stderr.toString()).not.toContain('    at ');
  });
});
