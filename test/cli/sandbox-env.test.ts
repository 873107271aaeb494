import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sandboxEnvironment } from '../../cli/sandbox-env.ts';

const home = mkdtempSync(join(tmpdir(), "bailiff's "));
const options = { as: 'user:dev@example.com', project: 'payments-prod', port: '8080', home };

describe('sandbox env', () => {
  afterAll(() => rmSync(home, { recursive: true }));

  it('prints lines that a shell takes, also from a folder with a quote and a blank in its name', () => {
    const lines = sandboxEnvironment(options);
    const shell = spawnSync('sh', ['-c', `${lines}\ncat "$CLOUDSDK_AUTH_ACCESS_TOKEN_FILE"; env`], {
      env: {
        PATH: process.env['PATH'],
        CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT: 'x@example.com',
      },
    });
    const said = shell.stdout.toString();
    expect(said).toContain('sandbox:user:dev@example.com');
    expect(said).toContain('\nCLOUDSDK_API_ENDPOINT_OVERRIDES_RUN=http://run.sandbox/\n');
    expect(said).toContain('\nCLOUDSDK_PROXY_PORT=8080\n');
    expect(said).toContain('\nCLOUDSDK_RUN_REGION=us-central1\n');
    expect(said).toContain('\nCLOUDSDK_CORE_DISABLE_PROMPTS=1\n');
    expect(said).not.toContain('IMPERSONATE');
  });

  it('gives each principal a configuration of its own, with a token file that only its owner reads', () => {
    const file = (as: string) =>
      /ACCESS_TOKEN_FILE='?(.*?)'?\n/
        .exec(sandboxEnvironment({ ...options, as, home }))?.[1]
        ?.replaceAll(`'\\''`, "'") ?? '';
    const [dev, ci] = [file('user:dev@example.com'), file('user:ci@example.com')];
    expect(dev).not.toBe(ci);
    expect(readFileSync(ci, 'utf8')).toBe('sandbox:user:ci@example.com');
    expect(statSync(ci).mode & 0o777).toBe(0o600);
  });

  it.each([
    [{ as: 'dev@example.com' }, 'Write user:EMAIL or serviceAccount:EMAIL'],
    [{ as: 'user:$(id)@example.com' }, 'names no principal'],
    [{ project: 'a;b' }, 'is not a project id'],
    [{ port: 'http' }, 'is not a port'],
    [{ port: '70000' }, 'is not a port'],
  ])('refuses %j with a sentence', (change, why) => {
    expect(() => sandboxEnvironment({ ...options, ...change })).toThrow(why);
  });
});
