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
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    response.setHeader('content-type', 'application/json');
    if (url.searchParams.get('state') === 'bad')
      response.writeHead(400).end('{"error":"state: no."}');
    else if (url.searchParams.get('state') === 'resolved') response.end('{"findings":[]}');
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
  ])('%j ends with %i, and never with a stack', (args, status) => {
    const ended = run(...args);
    expect(ended.status).toBe(status);
    expect(ended.stderr.toString()).not.toContain('    at ');
  });
});
