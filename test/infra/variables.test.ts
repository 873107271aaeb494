import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missing, needs } from '../requirements.ts';
import { ROOT, readConfiguration } from './configuration.ts';
import { openTerraform, type Terraform } from './terraform.ts';

const REQUIRED = {
  organization: '100000000001',
  project: 'bailiff-prod',
  region: 'europe-west1',
  domains: ['example.com'],
};
const VERSION = 'projects/bailiff-prod/secrets/s/versions/1';
const TOPIC = 'projects/security-prod/topics/bailiff';
const MAIL = { host: 'smtp.example.com', from: 'b@example.com', to: ['a@example.com'] };
/** A variable, what is wrong with it, and a value that shows it. */
const REFUSED: readonly (readonly [variable: string, fault: string, value: unknown])[] = [
  ['organization', 'prefixed', 'organizations/100000000001'],
  ['project', 'a_number', '310000000009'],
  ['region', 'a_zone', 'europe-west1-b'],
  ['domains', 'none', []],
  ['domains', 'a_wildcard', ['*.example.com']],
  ['ceiling', 'unknown', 'everything'],
  ['actions', 'unknown', ['delete-everything']],
  ['trust_accounts', 'a_default_account', ['310000000001-compute@developer.gserviceaccount.com']],
  ['trust_accounts', 'a_service_agent', ['service-1@gcp-sa-pubsub.iam.gserviceaccount.com']],
  ['trust_accounts', 'a_wildcard', ['*@identity-prod.iam.gserviceaccount.com']],
  ['dedicated_account_roles', 'basic', ['roles/editor']],
  ['dedicated_account_roles', 'no_role', ['logging.logWriter']],
  ['approvers', 'everybody', ['allUsers']],
  ['approvers', 'a_domain', ['domain:example.com']],
  ['console', 'nobody', { members: [], iap: true }],
  ['console', 'everybody', { members: ['allUsers'], iap: false }],
  ['console', 'every_account', { members: ['allAuthenticatedUsers'], iap: true }],
  ['console', 'a_domain', { members: ['domain:example.com'], iap: true }],
  ['console', 'an_ingress', { members: ['user:a@example.com'], iap: true, ingress: 'ALL' }],
  [
    'console',
    'an_address_with_iap',
    { members: ['user:a@example.com'], iap: true, audiences: ['https://console.example.com'] },
  ],
  [
    'console',
    'a_backend_without_iap',
    {
      members: ['user:a@example.com'],
      iap: false,
      audiences: ['/projects/310000000009/global/backendServices/7'],
    },
  ],
  ['service_account_quota', 'nothing', 0],
  ['policy_writers', 'everybody', ['allAuthenticatedUsers']],
  ['protected_folders', 'prefixed', ['folders/200000000001']],
  ['channels', 'a_name', { 'Security team': { slack: { webhook: VERSION } } }],
  ['channels', 'no_kind', { soc: { alerts: 'high' } }],
  ['channels', 'two_kinds', { soc: { slack: { webhook: VERSION }, pubsub: { topic: TOPIC } } }],
  [
    'channels',
    'a_secret',
    { soc: { slack: { webhook: 'https://hooks.slack.com/services/T/B/x' } } },
  ],
  ['channels', 'a_token', { issues: { github: { repository: 'o/n', token: 'ghp_x' } } }],
  ['channels', 'a_password', { mail: { email: { ...MAIL, password: 'x' } } }],
  [
    'channels',
    'plain_http',
    { own: { webhook: { url: 'http://tickets.example.com', key: VERSION } } },
  ],
  [
    'channels',
    'a_user_in_an_address',
    { own: { webhook: { url: 'https://u:p@tickets.example.com', key: VERSION } } },
  ],
  ['channels', 'a_severity', { soc: { slack: { webhook: VERSION }, alerts: 'worst' } }],
  ['channels', 'a_topic', { siem: { pubsub: { topic: 'bailiff' } } }],
  ['channels', 'a_source', { scc: { securityCommandCenter: { source: '7' } } }],
  [
    'channels',
    'an_edition',
    {
      desk: {
        jira: { site: 'https://j.example.com', edition: 'server', project: 'A', token: VERSION },
      },
    },
  ],
  ['notification_channels', 'an_address', ['ops@example.com']],
  ['sweep_schedule', 'every_minute', '* * * * *'],
  ['sweep_schedule', 'a_word', 'daily'],
];

let terraform: Terraform | undefined;
beforeAll(async () => {
  if (missing('terraform') === undefined) terraform = await openTerraform();
});
afterAll(() => terraform?.close());

describe('a variable', () => {
  it('is described, typed, and checked where it is text that people write', async () => {
    const { 'variables.tf': file } = await readConfiguration('infra');
    const unchecked = Object.entries(file?.variable ?? {}).flatMap(([name, [body]]) => {
      expect(body).toMatchObject({ description: expect.any(String), type: expect.any(String) });
      return body?.['validation'] === undefined ? [name] : [];
    });
    expect(unchecked.sort()).toEqual([
      'bundles',
      'deletion_protection',
      'forbid_default_accounts',
      'open_telemetry',
      'policy_file',
    ]);
  });

  it('stands in docs/install.md, with what holds when it is left out', async () => {
    const { 'variables.tf': file } = await readConfiguration('infra');
    const page = readFileSync(join(ROOT, 'docs/install.md'), 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z_]+)` \| .* \| (.*) \|$/gm)];
    expect(documented.map(([, name]) => name).sort()).toEqual(
      Object.keys(file?.variable ?? {}).sort(),
    );
    for (const [, name = '', otherwise] of documented)
      expect([name, otherwise === 'required']).toEqual([
        name,
        !Object.hasOwn(file?.variable[name]?.[0] ?? {}, 'default'),
      ]);
  });

  describe('which could not be meant', () => {
    beforeEach(needs('terraform'));

    it('is refused', async () => {
      const cases = REFUSED.map(([variable, fault, value]) => ({
        name: `${variable}_${fault}`,
        variable,
        variables: { ...REQUIRED, [variable]: value },
      }));
      expect(await terraform?.refused(cases)).toEqual(cases.map(({ name }) => name));
    });
  });
});
