import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readSettings, SettingsUnusable } from '../../shared/settings.ts';

const deployment: unknown = parse(readFileSync('examples/deployment.yaml', 'utf8'));
const sound = {
  BAILIFF_DEPLOYMENT: JSON.stringify(deployment),
  BAILIFF_POLICY: 'examples/policy.yaml',
  BAILIFF_LEDGER: ':memory:',
};
function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsUnusable) return error.faults;
    throw error;
  }
  return [];
}

test('what is needed is enough, and points at Google Cloud', () => {
  expect(readSettings(sound)).toEqual({
    deployment,
    policy: 'examples/policy.yaml',
    ledger: ':memory:',
    apiRoot: undefined,
    accessToken: undefined,
    log: 'info',
  });
});

test('an address and a token point elsewhere', () => {
  const env = {
    ...sound,
    BAILIFF_API_ROOT: 'http://127.0.0.1:8080/',
    BAILIFF_ACCESS_TOKEN: 'sandbox:serviceAccount:x',
    BAILIFF_LOG: 'silent',
  };
  expect(readSettings(env)).toMatchObject({
    apiRoot: 'http://127.0.0.1:8080',
    accessToken: 'sandbox:serviceAccount:x',
    log: 'silent',
  });
});

test('every fault is a sentence that names the variable and the remedy', () => {
  expect(
    faultsOf({ BAILIFF_API_ROOT: 'localhost', BAILIFF_LOG: 'loud', BAILIFF_POLICY: '' }),
  ).toEqual([
    'BAILIFF_DEPLOYMENT is not set; set it to a JSON object like examples/deployment.yaml.',
    'BAILIFF_POLICY is not set; set it to the path of the policy file.',
    'BAILIFF_LEDGER is not set; set it to the path of the ledger file.',
    'BAILIFF_API_ROOT is not the address of a server; set it to one like http://127.0.0.1:8080, or leave it out for Google Cloud.',
    'BAILIFF_LOG is none of debug, info, warn, error, silent; leave it out for info.',
  ]);
});

test('a deployment that is no JSON is told without repeating it', () => {
  expect(faultsOf({ ...sound, BAILIFF_DEPLOYMENT: '{hunter2' })).toEqual([
    'BAILIFF_DEPLOYMENT is not JSON; set it to a JSON object like examples/deployment.yaml.',
  ]);
});

test('a deployment with a wrong value is told with its path', () => {
  const wrong = { ...(deployment as object), ceiling: 'destroy' };
  const [fault, ...more] = faultsOf({ ...sound, BAILIFF_DEPLOYMENT: JSON.stringify(wrong) });
  expect(fault).toMatch(/^BAILIFF_DEPLOYMENT is not usable: .*ceiling/);
  expect(more).toEqual([]);
});

test.each(['ftp://x/', 'http://x/path', 'http://u:p@x/', 'http://x/?q=1', '127.0.0.1:8080'])(
  'the API root %s is refused',
  (root) => {
    expect(faultsOf({ ...sound, BAILIFF_API_ROOT: root })).toHaveLength(1);
  },
);
