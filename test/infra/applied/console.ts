import { describe, expect, it } from 'vitest';
import { readConsoleSettings } from '../../../shared/console-settings.ts';
import {
  all,
  Binding,
  bindingsOf,
  EMAIL,
  environmentOf,
  outputsOf,
  resourcesOf,
  serviceOf,
} from './scenarios.ts';

const CONSOLE = 'https://europe-west1-bailiff-prod.cloudfunctions.net/bailiff-console';
/** What infra/ makes of the console. */
export function consoleSuite(): void {
  describe('the console', () => {
    it('is not there in the first stage, and nobody may write the ledger as one', () => {
      expect(
        Object.keys(all('first_stage', 'google_cloudfunctions2_function.function')),
      ).not.toContain('console');
      expect(Object.keys(all('first_stage', 'google_project_iam_member.ledger'))).not.toContain(
        'console',
      );
      expect(outputsOf('first_stage')['console']).toBeUndefined();
    });

    it('is called by the members and nobody else, as Cloud Run’s IAM lets them', () => {
      expect(bindingsOf('local', 'data.google_iam_policy.invoker["console"]')).toEqual([
        ['roles/run.invoker', ['user:admin@example.com']],
      ]);
      expect(outputsOf('local')['console']).toMatchObject({
        invokers: ['user:admin@example.com'],
      });
      expect(all('local', 'google_project_iam_member.console')).toEqual({});
      expect(serviceOf('local', 'console')).toMatchObject({
        service_account_email: EMAIL('console'),
        ingress_settings: 'ALLOW_ALL',
      });
      expect(readConsoleSettings(environmentOf('local', 'console'))).toMatchObject({
        ledger: 'firestore:bailiff',
        callers: {
          guard: 'cloud-run',
          audiences: [CONSOLE, '32555940559.apps.googleusercontent.com'],
        },
      });
    });

    it('has the ledger and the topic of approvals, and nothing in the organization', () => {
      const holding = Object.entries(resourcesOf('local'))
        .filter(([, values]) =>
          JSON.stringify(values).includes(`serviceAccount:${EMAIL('console')}`),
        )
        .map(([address]) => address);
      expect(holding.sort()).toEqual([
        'data.google_iam_policy.publisher["approvals"]',
        'google_project_iam_member.ledger["console"]',
        'google_service_account.function["console"]',
      ]);
    });

    it('stands behind Identity-Aware Proxy, which alone may call it then', () => {
      expect(bindingsOf('everything', 'data.google_iam_policy.invoker["console"]')).toEqual([
        [
          'roles/run.invoker',
          ['serviceAccount:service-310000000009@gcp-sa-iap.iam.gserviceaccount.com'],
        ],
      ]);
      const members = Object.values(all('everything', 'google_project_iam_member.console'));
      expect(
        members.map((one) => `${Binding.parse(one).role} ${Binding.parse(one).member}`),
      ).toEqual([
        'roles/iap.httpsResourceAccessor group:security@example.com',
        'roles/iap.httpsResourceAccessor user:admin@example.com',
      ]);
      expect(serviceOf('everything', 'console').ingress_settings).toBe('ALLOW_INTERNAL_AND_GCLB');
      expect(readConsoleSettings(environmentOf('everything', 'console')).callers).toEqual({
        guard: 'iap',
        audiences: [
          '/projects/310000000009/locations/europe-west1/services/bailiff-console',
          '/projects/310000000009/global/backendServices/7',
        ],
      });
      expect(Object.keys(all('everything', 'google_project_service.api'))).toContain(
        'iap.googleapis.com',
      );
    });
  });
}
