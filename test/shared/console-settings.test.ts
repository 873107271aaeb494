import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConsoleSettings } from '../../shared/console-settings.ts';
import { SettingsUnusable } from '../../shared/settings.ts';

const RUN = 'https://europe-west1-bailiff-prod.cloudfunctions.net/bailiff-console';
const GCLOUD = '32555940559.apps.googleusercontent.com';
const IAP = '/projects/310000000009/locations/europe-west1/services/bailiff-console';
const BACKEND = '/projects/310000000009/global/backendServices/7';
const deployment: unknown = parse(readFileSync('examples/deployment.yaml', 'utf8'));
const common = { BAILIFF_DEPLOYMENT: JSON.stringify(deployment), BAILIFF_LEDGER: ':memory:' };
const told = (BAILIFF_CONSOLE_CALLERS: string, BAILIFF_CONSOLE_AUDIENCE: string) => ({
  ...common,
  BAILIFF_CONSOLE_CALLERS,
  BAILIFF_CONSOLE_AUDIENCE,
});
function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConsoleSettings(env);
  } catch (error) {
    if (error instanceof SettingsUnusable) return error.faults;
    throw error;
  }
  return [];
}

describe('the console', () => {
  test.each([
    ['iap', IAP, [IAP]],
    ['iap', `${IAP}, ${BACKEND}`, [IAP, BACKEND]],
    ['cloud-run', `${RUN},${GCLOUD}`, [RUN, GCLOUD]],
  ])(
    'is told by %s and %s who lets its callers in, and needs no policy',
    (guard, text, audiences) => {
      expect(readConsoleSettings(told(guard, text))).toEqual({
        deployment,
        ledger: ':memory:',
        firestoreEmulator: undefined,
        apiRoot: undefined,
        accessToken: undefined,
        callers: { guard, audiences },
        log: 'info',
      });
    },
  );

  test('lets nobody in where it is not told who lets people in', () => {
    expect(faultsOf(common)).toEqual([
      'BAILIFF_CONSOLE_CALLERS is none of iap, cloud-run; say which of them lets people in.',
    ]);
    expect(faultsOf(told('everybody', RUN))).toHaveLength(1);
  });

  test.each([
    ['iap', ''],
    ['iap', RUN],
    ['iap', `${IAP},`],
    ['iap', '/projects/bailiff-prod/locations/europe-west1/services/bailiff-console'],
    ['cloud-run', ''],
    ['cloud-run', IAP],
    ['cloud-run', 'http://bailiff-console.example.com'],
    ['cloud-run', `${RUN},*`],
  ])('takes as audience of %s no %j', (guard, text) => {
    expect(faultsOf(told(guard, text))).toEqual([
      expect.stringMatching(
        /^BAILIFF_CONSOLE_AUDIENCE is no audience of tokens that (iap|cloud-run) lets in; set it to one like /,
      ),
    ]);
  });
});
