import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readSettings, type Settings } from '../../../shared/settings.ts';
import { ROOT } from '../configuration.ts';
import type { Applied, Terraform } from '../terraform.ts';

export const EMAIL = (name: string) => `bailiff-${name}@bailiff-prod.iam.gserviceaccount.com`;
const FIRST_STAGE = {
  organization: '100000000001',
  project: 'bailiff-prod',
  region: 'europe-west1',
  domains: ['example.com'],
};
const LOCAL = {
  ...FIRST_STAGE,
  ceiling: 'remediate',
  actions: ['assign-service-account', 'grant-token-creator', 'grant-act-as'],
  trust_accounts: ['batch-runtime@identity-prod.iam.gserviceaccount.com'],
  dedicated_account_roles: [
    'roles/logging.logWriter',
    'roles/secretmanager.secretAccessor',
    'roles/storage.objectViewer',
  ],
  approvers: ['user:admin@example.com'],
  console: {
    members: ['user:admin@example.com'],
    iap: false,
    audiences: ['32555940559.apps.googleusercontent.com'],
  },
};
export const EXAMPLE_CHANNELS = parse(
  readFileSync(join(ROOT, 'examples/channels.yaml'), 'utf8'),
) as Readonly<Record<string, unknown>>;
const SCENARIOS = [
  { name: 'first_stage', variables: FIRST_STAGE },
  { name: 'local', variables: LOCAL },
  {
    name: 'everything',
    variables: {
      ...LOCAL,
      actions: [...LOCAL.actions, 'allow-cross-project-use'],
      protected_folders: ['200000000009'],
      forbid_default_accounts: true,
      open_telemetry: true,
      policy_file: '../examples/policy.yaml',
      policy_writers: ['group:cloud-platform@example.com'],
      notification_channels: ['projects/bailiff-prod/notificationChannels/7'],
      channels: EXAMPLE_CHANNELS,
      console: {
        members: ['group:security@example.com', 'user:admin@example.com'],
        iap: true,
        ingress: 'ALLOW_INTERNAL_AND_GCLB',
        audiences: ['/projects/310000000009/global/backendServices/7'],
      },
    },
  },
] as const;
export type ScenarioName = (typeof SCENARIOS)[number]['name'];

/** The subscription that pushes to each function. */
export const PUSHES: Readonly<Record<string, string>> = {
  evaluate: 'audit-events-evaluate',
  remediate: 'decisions-remediate',
  notify: 'outcomes-notify',
  recheck: 'rechecks-evaluate',
  sweep: 'sweeps-sweep',
  tick: 'ticks-evaluate',
};

let applied: Readonly<Record<string, Applied>> = {};

/** Applies infra/ as each scenario asks, once for all that look at what it comes to. */
export async function applyAll(terraform: Terraform): Promise<void> {
  applied = await terraform.apply(SCENARIOS);
}

/** The values of all resources, by address. */
export function resourcesOf(scenario: ScenarioName): Readonly<Record<string, unknown>> {
  return applied[scenario]?.resources ?? {};
}

export function outputsOf(scenario: ScenarioName): Readonly<Record<string, unknown>> {
  return applied[scenario]?.outputs ?? {};
}

/** The values of every resource of one type, by its key. */
export function all(scenario: ScenarioName, address: string): Readonly<Record<string, unknown>> {
  const start = `${address}[`;
  return Object.fromEntries(
    Object.entries(resourcesOf(scenario))
      .filter(([name]) => name === address || name.startsWith(start))
      .map(([name, values]) => [name.slice(start.length, -1).replaceAll('"', ''), values]),
  );
}

export const Binding = z.object({
  role: z.string(),
  member: z.string(),
  condition: z.array(z.object({ expression: z.string() })),
});

/** `WHO ROLE-KEY` of every binding in the organization. */
export function bindings(scenario: ScenarioName): readonly string[] {
  const values = all(scenario, 'google_organization_iam_member.binding');
  return Object.entries(values).map(([key, one]) => `${key}: ${Binding.parse(one).member}`);
}
export function bindingsOf(scenario: ScenarioName, address: string): unknown {
  const Policy = z.object({
    binding: z.array(z.object({ role: z.string(), members: z.array(z.string()) })),
  });
  const { binding } = Policy.parse(resourcesOf(scenario)[address]);
  return binding.map(({ role, members }) => [role, members]);
}

/** What a function makes of its environment; throws with its own sentences when it could not start. */
export function settingsOf(scenario: ScenarioName, name: string): Settings {
  return readSettings(environmentOf(scenario, name));
}

export function environmentOf(
  scenario: ScenarioName,
  name: string,
): Readonly<Record<string, string>> {
  return serviceOf(scenario, name).environment_variables;
}

export function serviceOf(scenario: ScenarioName, name: string) {
  const Deployed = z.object({
    service_config: z.tuple([
      z.object({
        service_account_email: z.string(),
        ingress_settings: z.string(),
        environment_variables: z.record(z.string(), z.string()),
      }),
    ]),
  });
  const address = `google_cloudfunctions2_function.function["${name}"]`;
  return Deployed.parse(resourcesOf(scenario)[address]).service_config[0];
}
