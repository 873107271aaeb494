import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalDeployment, localDeployment } from './local-deployment.ts';

let local: LocalDeployment;
beforeAll(async () => {
  local = await localDeployment();
});
afterAll(() => local.close());

describe('the command', () => {
  const run = (...args: readonly string[]) =>
    new Promise<{ readonly status: unknown; readonly text: string }>((resolve) => {
      const all = ['cli/bailiff.ts', 'doctor', ...args];
      execFile(process.execPath, all, (error, stdout, stderr) =>
        resolve({ status: error === null ? 0 : error.code, text: `${stdout}${stderr}` }),
      );
    });

  it('ends with 0 when all is well, with 1 when something is wrong, and says it in words', async () => {
    const flags = ['--deployment', 'examples/deployment.yaml', '--region', 'us-central1'];
    const fine = await run(...flags, '--api-root', local.apiRoot);
    expect(fine.text).toMatch(/^✓ operator {7}you on organizations\/100000000001: ok\. /);
    expect(fine.text).toMatch(/0 are wrong, and of 0 it could not be told\.\n$/);
    expect(fine.status).toBe(0);
    local.deadLetters.waiting = 1;
    const wrong = await run(...flags, '--api-root', local.apiRoot);
    expect(wrong.text).toMatch(
      /\n✗ dead-letters {3}what dead-letters-kept holds: wrong\. 1 waits\..*\n {4}\$ npm run/,
    );
    expect(wrong.status).toBe(1);
  });

  it.each([
    { flags: ['--deployment', 'nowhere.yaml'], says: /nowhere.yaml cannot be read/ },
    { flags: ['--deployment', 'examples/deployment.yaml'], says: /does not tell the region/ },
    {
      flags: ['--deployment', 'examples/policy.yaml', '--region', 'us-central1'],
      says: /describes no deployment/,
    },
  ])('ends with 2 and what to do for $flags', async ({ flags, says }) => {
    const { status, text } = await run(...flags, '--api-root', local.apiRoot);
    expect(text).toMatch(says);
    expect(status).toBe(2);
  });
});
