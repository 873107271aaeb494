import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { SUBSCRIPTIONS } from '../../sandbox/delivery/topic.ts';
import { readNotifySettings } from '../../shared/channel-settings.ts';
import { readConsoleSettings } from '../../shared/console-settings.ts';
import { type Denying, denyPolicies } from '../../shared/deployed/deny-policies.ts';
import { organizationGrants, projectGrants } from '../../shared/deployed/grants.ts';
import { channelSecrets } from '../../shared/domain/channel-secrets.ts';
import { SweepMessage, TickMessage } from '../../shared/domain/message.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import { readChannels } from '../../shared/policy/read-channels.ts';
import { readDeployment } from '../../shared/policy/read-deployment.ts';
import { RULES } from '../../shared/rules/registry.ts';
import { readSettings, type Settings } from '../../shared/settings.ts';
import { missing, needs } from '../requirements.ts';
import { ROOT } from './configuration.ts';
import { type Applied, openTerraform, type Terraform } from './terraform.ts';

const EMAIL = (name: string) => `bailiff-${name}@bailiff-prod.iam.gserviceaccount.com`;
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
const EXAMPLE_CHANNELS = parse(
  readFileSync(join(ROOT, 'examples/channels.yaml'), 'utf8'),
) as Readonly<Record<string, unknown>>;
const CONSOLE = 'https://europe-west1-bailiff-prod.cloudfunctions.net/bailiff-console';

let terraform: Terraform;
let applied: Readonly<Record<string, Applied>>;

beforeAll(async () => {
  if (missing('terraform') !== undefined) return;
  terraform = await openTerraform();
  applied = await terraform.apply([
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
  ]);
}, 60_000);
afterAll(() => terraform?.close());
beforeEach(needs('terraform'));

/** The values of every resource of one type, by its key. */
function all(scenario: string, address: string): Readonly<Record<string, unknown>> {
  const start = `${address}[`;
  return Object.fromEntries(
    Object.entries(applied[scenario]?.resources ?? {})
      .filter(([name]) => name === address || name.startsWith(start))
      .map(([name, values]) => [name.slice(start.length, -1).replaceAll('"', ''), values]),
  );
}

const Binding = z.object({
  role: z.string(),
  member: z.string(),
  condition: z.array(z.object({ expression: z.string() })),
});

/** `WHO ROLE-KEY` of every binding in the organization. */
function bindings(scenario: string): readonly string[] {
  const values = all(scenario, 'google_organization_iam_member.binding');
  return Object.entries(values).map(([key, one]) => `${key}: ${Binding.parse(one).member}`);
}

const Pushed = z.object({
  dead_letter_policy: z.array(z.unknown()),
  message_retention_duration: z.string(),
  push_config: z.array(z.object({ oidc_token: z.array(z.unknown()) })),
});
const PUSHES: Readonly<Record<string, string>> = {
  evaluate: 'audit-events-evaluate',
  remediate: 'decisions-remediate',
  notify: 'outcomes-notify',
  recheck: 'rechecks-evaluate',
  sweep: 'sweeps-sweep',
  tick: 'ticks-evaluate',
};

const READERS = [
  `evaluate-reader: serviceAccount:${EMAIL('evaluate')}`,
  `evaluate-security-reviewer: serviceAccount:${EMAIL('evaluate')}`,
  `remediate-reader: serviceAccount:${EMAIL('remediate')}`,
  `remediate-security-reviewer: serviceAccount:${EMAIL('remediate')}`,
];
const SWEEPER = `sweep: serviceAccount:${EMAIL('sweep')}`;

describe('terraform', () => {
  it('finds the files formatted', async () => {
    expect(await terraform.run('.', 'fmt', '-check', '-recursive', 'infra', 'examples')).toBe('');
  });

  it.each(['infra', 'examples/organization'])('finds %s valid', async (folder) => {
    await terraform.run(folder, 'init', '-backend=false');
    expect(await terraform.run(folder, 'validate', '-no-color')).toBe(
      'Success! The configuration is valid.\n\n',
    );
  });

  it('would find a fault', async () => {
    terraform.write('infra/fault.tf', 'resource "google_pubsub_topic" "fault" {\n  nam = "x"\n}\n');
    const validated = terraform.run('infra', 'validate', '-no-color');
    await expect(validated).rejects.toThrow('An argument named "nam" is not expected here');
    terraform.write('infra/fault.tf', '');
  });
});

/** Roles that a setting brings which bounds no policy: a console has the ledger, what measures may send it. */
const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  local: ['roles/datastore.user'],
  everything: ['roles/datastore.user', 'roles/telemetry.metricsWriter'],
};

describe('every stage', () => {
  it.each(['first_stage', 'local', 'everything'])(
    'gives in %s what doctor looks for',
    (scenario) => {
      const read = readDeployment(applied[scenario]?.outputs['deployment']);
      if (!read.ok) throw new Error(read.faults.join(' '));
      const build = `serviceAccount:${EMAIL('build')}`;
      const looked = [
        ...organizationGrants(read.deployment),
        ...projectGrants(read.deployment),
      ].filter(({ optional, role }) => !optional || OPTIONAL[scenario]?.includes(role));
      const made = [
        'organization_iam_member.binding',
        'project_iam_member.ledger',
        'project_iam_member.telemetry',
        'project_iam_member.build',
      ]
        .flatMap((address) => Object.values(all(scenario, `google_${address}`)))
        .map((one) => Binding.parse(one));
      const known = (member: string, own: string) => (member.includes(':') ? member : own);
      // The name of a custom role and the member of the build's account are Google's to make, and a mock's here.
      const line = (role: string, member: string, expression = '') =>
        [/Bailiff|bailiff|^(?!roles)/.test(role) ? 'custom' : role, member, expression].join(' ');
      expect(
        made
          .map(({ role, member, condition }) =>
            line(role, known(member, build), condition[0]?.expression),
          )
          .sort(),
      ).toEqual(
        looked
          .map(({ role, member, condition }) => line(role, member, condition?.expression))
          .sort(),
      );
    },
  );
});

describe('the first stage', () => {
  it('lets no identity of Bailiff change anything in the organization', () => {
    expect(bindings('first_stage')).toEqual([...READERS, SWEEPER]);
  });

  it('makes no writer that nothing asks for', () => {
    expect(Object.keys(all('first_stage', 'google_service_account.writer')).sort()).toEqual([
      'account-writer',
      'job-writer',
    ]);
  });

  it('tells the functions to observe', () => {
    expect(settingsOf('first_stage', 'evaluate').deployment).toMatchObject({
      ceiling: 'observe',
      actions: [],
    });
  });

  it('takes the policy of examples/organization', () => {
    const text = readFileSync(join(ROOT, 'examples/organization/policy.yaml'), 'utf8');
    const { deployment } = settingsOf('first_stage', 'evaluate');
    expect(loadPolicy(text, { rules: RULES, deployment, digest: 'd' })).toMatchObject({ ok: true });
  });

  it('has no console, and lets nobody write the ledger as one', () => {
    expect(
      Object.keys(all('first_stage', 'google_cloudfunctions2_function.function')),
    ).not.toContain('console');
    expect(Object.keys(all('first_stage', 'google_project_iam_member.ledger'))).not.toContain(
      'console',
    );
    expect(applied['first_stage']?.outputs['console']).toBeUndefined();
  });

  it('enforces no constraint on the organization', () => {
    expect(all('first_stage', 'google_org_policy_policy.no_default_account')).toEqual({});
  });
});

describe('a deployment like the local organization', () => {
  it('tells the functions what examples/deployment.yaml says', () => {
    const { deployment } = settingsOf('local', 'remediate');
    const example = readDeployment(
      parse(readFileSync(join(ROOT, 'examples/deployment.yaml'), 'utf8')),
    );
    if (!example.ok) throw new Error(example.faults.join('\n'));
    const { orgPolicyWriter, ...identities } = example.deployment.identities;
    expect(orgPolicyWriter).toBe(EMAIL('org-policy-writer'));
    expect(deployment).toEqual({
      ...example.deployment,
      actions: [...example.deployment.actions].sort(),
      identities,
    });
  });

  it('gives a role to each writer that its actions need, and to no other', () => {
    expect(bindings('local')).toEqual([
      `account-writer: serviceAccount:${EMAIL('account-writer')}`,
      ...READERS.slice(0, 2),
      `job-writer: serviceAccount:${EMAIL('job-writer')}`,
      ...READERS.slice(2),
      `role-granter: serviceAccount:${EMAIL('role-granter')}`,
      SWEEPER,
    ]);
  });

  it('bounds the role granter to the roles that are listed', () => {
    const granter = all('local', 'google_organization_iam_member.binding')['role-granter'];
    expect(Binding.parse(granter).condition).toEqual([
      expect.objectContaining({
        expression:
          "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly(['roles/logging.logWriter', 'roles/secretmanager.secretAccessor', 'roles/storage.objectViewer'])",
      }),
    ]);
  });

  it('lets remediate alone impersonate a writer', () => {
    expect(bindingsOf('local', 'data.google_iam_policy.impersonator')).toEqual([
      ['roles/iam.serviceAccountTokenCreator', [`serviceAccount:${EMAIL('remediate')}`]],
    ]);
    expect(Object.keys(all('local', 'google_service_account_iam_policy.writer')).sort()).toEqual([
      'account-writer',
      'job-writer',
      'role-granter',
    ]);
  });

  it('gives each topic one publisher', () => {
    const publishers = Object.keys(all('local', 'data.google_iam_policy.publisher')).map(
      (topic) => [topic, bindingsOf('local', `data.google_iam_policy.publisher["${topic}"]`)],
    );
    const one = (member: unknown) => [['roles/pubsub.publisher', [member]]];
    const sink = applied['local']?.outputs['sink'] as { readonly writer_identity: string };
    expect(Object.fromEntries(publishers)).toEqual({
      'audit-events': one(sink.writer_identity),
      decisions: one(`serviceAccount:${EMAIL('evaluate')}`),
      outcomes: one(`serviceAccount:${EMAIL('remediate')}`),
      approvals: one(`serviceAccount:${EMAIL('console')}`),
      rechecks: one(`serviceAccount:${EMAIL('sweep')}`),
      sweeps: one(
        'serviceAccount:service-310000000009@gcp-sa-cloudscheduler.iam.gserviceaccount.com',
      ),
      ticks: one(
        'serviceAccount:service-310000000009@gcp-sa-cloudscheduler.iam.gserviceaccount.com',
      ),
      'dead-letters': one(
        'serviceAccount:service-310000000009@gcp-sa-pubsub.iam.gserviceaccount.com',
      ),
    });
  });

  it('pushes what the local organization pushes', () => {
    const pushed = Object.entries(all('local', 'google_pubsub_subscription.push')).map(
      ([name, one]) => {
        const { dead_letter_policy, message_retention_duration } = Pushed.parse(one);
        return [name, dead_letter_policy.length, message_retention_duration];
      },
    );
    expect(pushed).toEqual(
      [...SUBSCRIPTIONS]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, deadLetters, retentionSeconds }) => [
          name,
          deadLetters ? 1 : 0,
          `${retentionSeconds}s`,
        ]),
    );
  });

  it('keeps a tick no longer than the least that Pub/Sub keeps anything, and buries none', () => {
    const pushed = all('local', 'google_pubsub_subscription.push');
    expect(pushed['ticks-evaluate']).toMatchObject({
      message_retention_duration: '600s',
      dead_letter_policy: [],
    });
    expect(Object.keys(all('local', 'google_pubsub_subscription_iam_member.forwarder'))).toEqual([
      'approvals-remediate',
      'audit-events-evaluate',
      'decisions-remediate',
      'outcomes-notify',
      'rechecks-evaluate',
      'sweeps-sweep',
    ]);
  });

  it('pushes approvals to remediate as decisions are, so that it knows them for its own', () => {
    const pushed = all('local', 'google_pubsub_subscription.push');
    const [approvals, decisions] = ['approvals-remediate', 'decisions-remediate'].map(
      (name) => Pushed.parse(pushed[name]).push_config[0]?.oidc_token,
    );
    expect(approvals).toEqual([
      expect.objectContaining({ service_account_email: EMAIL('push-remediate') }),
    ]);
    expect(approvals).toEqual(decisions);
  });

  it('has a console that the members call and nobody else, as Cloud Run’s IAM lets them', () => {
    expect(bindingsOf('local', 'data.google_iam_policy.invoker["console"]')).toEqual([
      ['roles/run.invoker', ['user:admin@example.com']],
    ]);
    expect(applied['local']?.outputs['console']).toMatchObject({
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

  it('lets the console have the ledger and the topic of approvals, and nothing in the organization', () => {
    const holding = Object.entries(applied['local']?.resources ?? {})
      .filter(([, values]) => JSON.stringify(values).includes(`serviceAccount:${EMAIL('console')}`))
      .map(([address]) => address);
    expect(holding.sort()).toEqual([
      'data.google_iam_policy.publisher["approvals"]',
      'google_project_iam_member.ledger["console"]',
      'google_service_account.function["console"]',
    ]);
  });

  it('has Scheduler ask for a sweep once a day and for a tick once a minute, as they are read', () => {
    const Job = z.object({
      schedule: z.string(),
      time_zone: z.string(),
      pubsub_target: z.tuple([z.object({ data: z.string() })]),
    });
    const asked = (name: string) => {
      const [job] = Object.values(all('local', `google_cloud_scheduler_job.${name}`));
      const { schedule, time_zone, pubsub_target } = Job.parse(job);
      const data = Buffer.from(pubsub_target[0].data, 'base64').toString();
      return { when: [schedule, time_zone], message: JSON.parse(data) };
    };
    expect(asked('sweep').when).toEqual(['17 3 * * *', 'Etc/UTC']);
    expect(SweepMessage.parse(asked('sweep').message)).toEqual({ kind: 'sweep' });
    expect(asked('tick').when).toEqual(['* * * * *', 'Etc/UTC']);
    expect(TickMessage.parse(asked('tick').message)).toEqual({ kind: 'tick' });
  });

  it('has evaluate judge re-checks and ticks, in instances that events do not wait for', () => {
    const Running = z.object({
      build_config: z.tuple([z.object({ entry_point: z.string() })]),
      service_config: z.tuple([
        z.object({ service_account_email: z.string(), max_instance_count: z.number() }),
      ]),
    });
    const functions = all('local', 'google_cloudfunctions2_function.function');
    const { build_config, service_config } = Running.parse(functions['recheck']);
    expect(build_config[0].entry_point).toBe('evaluate');
    expect(service_config[0]).toMatchObject({
      service_account_email: EMAIL('evaluate'),
      max_instance_count: 3,
    });
    const tick = Running.parse(functions['tick']);
    expect([tick.build_config[0].entry_point, tick.service_config[0]]).toMatchObject([
      'evaluate',
      { service_account_email: EMAIL('evaluate'), max_instance_count: 1 },
    ]);
  });

  it.each(Object.keys(PUSHES))('sets what %s needs, as it reads it', (name) => {
    const { deployment: _, ...settings } = settingsOf('local', name);
    expect(settings).toEqual({
      ledger: 'firestore:bailiff',
      policy: 'gs://bailiff-prod-bailiff-policy/policy.yaml',
      policyDelaySeconds: 600,
      push: {
        email: EMAIL(`push-${name}`),
        audience: `https://europe-west1-bailiff-prod.cloudfunctions.net/bailiff-${name}`,
        signature: 'checked-by-cloud-run',
      },
      log: 'info',
    });
  });

  it.each(Object.keys(PUSHES))('lets the pushes to %s alone call it', (name) => {
    expect(bindingsOf('local', `data.google_iam_policy.invoker["${name}"]`)).toEqual([
      ['roles/run.invoker', [`serviceAccount:${EMAIL(`push-${name}`)}`]],
    ]);
    const [push] = Pushed.parse(
      all('local', 'google_pubsub_subscription.push')[PUSHES[name] ?? ''],
    ).push_config;
    expect(push?.oidc_token).toEqual([
      {
        service_account_email: EMAIL(`push-${name}`),
        audience: `https://europe-west1-bailiff-prod.cloudfunctions.net/bailiff-${name}`,
      },
    ]);
  });
});

describe('channels', () => {
  it('are told to notify alone, as it reads them, and to the others by their names', () => {
    const read = readChannels(EXAMPLE_CHANNELS);
    if (!read.ok) throw new Error(read.faults.join('\n'));
    const environment = environmentOf('everything', 'notify');
    expect(readNotifySettings(environment).channels).toEqual(read.channels);
    expect(JSON.parse(environment['BAILIFF_CHANNELS'] ?? '')).toEqual(EXAMPLE_CHANNELS);
    for (const name of ['evaluate', 'remediate', 'sweep', 'console'])
      expect(environmentOf('everything', name)).not.toHaveProperty('BAILIFF_CHANNELS');
    expect(settingsOf('everything', 'evaluate').deployment.channels).toEqual(
      Object.keys(EXAMPLE_CHANNELS).sort(),
    );
    expect(readNotifySettings(environmentOf('local', 'notify')).channels).toEqual({});
  });

  it('let notify read the secrets that they name, and no others', () => {
    const read = readChannels(EXAMPLE_CHANNELS);
    const Lent = z.object({
      project: z.string(),
      secret_id: z.string(),
      role: z.literal('roles/secretmanager.secretAccessor'),
      member: z.literal(`serviceAccount:${EMAIL('notify')}`),
    });
    const lent = Object.values(
      all('everything', 'google_secret_manager_secret_iam_member.channel'),
    ).map((one) => Lent.parse(one));
    expect(lent.map((one) => `projects/${one.project}/secrets/${one.secret_id}`).sort()).toEqual(
      read.ok ? [...channelSecrets(read.channels)].sort() : [],
    );
  });

  it('let notify publish and write findings only where they name such a place', () => {
    const member = `serviceAccount:${EMAIL('notify')}`;
    const one = (address: string) => Object.values(all('everything', address));
    expect(one('google_pubsub_topic_iam_member.channel')).toEqual([
      expect.objectContaining({
        project: 'security-prod',
        topic: 'bailiff',
        role: 'roles/pubsub.publisher',
        member,
      }),
    ]);
    expect(one('google_scc_source_iam_member.channel')).toEqual([
      expect.objectContaining({
        organization: '100000000001',
        source: '1234567890',
        role: 'roles/securitycenter.findingsEditor',
        member,
      }),
    ]);
    const apis = (scenario: string) =>
      Object.keys(all(scenario, 'google_project_service.api')).filter((name) => /^sec/.test(name));
    expect(apis('everything')).toEqual([
      'secretmanager.googleapis.com',
      'securitycenter.googleapis.com',
    ]);
    expect(apis('local')).toEqual([]);
    const without = Object.keys(applied['local']?.resources ?? {});
    expect(without.filter((address) => /\.channel/.test(address))).toEqual([]);
  });
});

describe('a deployment that asks for everything', () => {
  it('has a console behind Identity-Aware Proxy, which alone may call it', () => {
    expect(bindingsOf('everything', 'data.google_iam_policy.invoker["console"]')).toEqual([
      [
        'roles/run.invoker',
        ['serviceAccount:service-310000000009@gcp-sa-iap.iam.gserviceaccount.com'],
      ],
    ]);
    const members = Object.values(all('everything', 'google_project_iam_member.console'));
    expect(members.map((one) => `${Binding.parse(one).role} ${Binding.parse(one).member}`)).toEqual(
      [
        'roles/iap.httpsResourceAccessor group:security@example.com',
        'roles/iap.httpsResourceAccessor user:admin@example.com',
      ],
    );
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

  it('gives its identities the roles that they hold in the local organization', () => {
    const given = Object.values(all('everything', 'google_organization_iam_member.binding')).map(
      (one) => `${Binding.parse(one).role} ${Binding.parse(one).member}`,
    );
    const Organization = z.object({
      organization: z.object({
        bindings: z.array(z.object({ role: z.string(), members: z.array(z.string()) })),
      }),
    });
    const { organization } = Organization.parse(
      parse(readFileSync(join(ROOT, 'sandbox/organization.yaml'), 'utf8')),
    );
    const held = organization.bindings.flatMap(({ role, members }) =>
      members
        .filter((member) => member.endsWith('@bailiff-prod.iam.gserviceaccount.com'))
        .map((member) => `${role} ${member}`),
    );
    expect(given.sort()).toEqual(held.sort());
    expect(held).toHaveLength(9);
  });

  it('has a writer of organization policies', () => {
    expect(bindings('everything')).toContain(
      `org-policy-writer: serviceAccount:${EMAIL('org-policy-writer')}`,
    );
    expect(settingsOf('everything', 'remediate').deployment).toMatchObject({
      identities: { orgPolicyWriter: EMAIL('org-policy-writer') },
    });
  });

  it('denies every identity of Bailiff the writes in protected folders and in its own project', () => {
    const Deny = z.object({
      rules: z.array(
        z.object({
          deny_rule: z.array(
            z.object({
              denied_principals: z.array(z.string()),
              denied_permissions: z.array(z.string()),
            }),
          ),
        }),
      ),
    });
    const own = [
      'account-writer',
      'console',
      'evaluate',
      'job-writer',
      'notify',
      'org-policy-writer',
      'remediate',
      'role-granter',
      'sweep',
    ];
    const resources = applied['everything']?.resources ?? {};
    for (const address of [
      'google_iam_deny_policy.project',
      'google_iam_deny_policy.folder["200000000009"]',
    ]) {
      const rule = Deny.parse(resources[address]).rules[0]?.deny_rule[0];
      expect([...(rule?.denied_principals ?? [])].sort()).toEqual(
        own.map(
          (name) => `principal://iam.googleapis.com/projects/-/serviceAccounts/${EMAIL(name)}`,
        ),
      );
      expect(rule?.denied_permissions).toContain('iam.googleapis.com/serviceAccounts.setIamPolicy');
    }
  });

  it('denies what doctor looks for, and nothing else, with a console and without', () => {
    const some = z.array(z.string()).nullish();
    const Deny = z.object({
      parent: z.string(),
      name: z.string(),
      rules: z.array(
        z.object({
          deny_rule: z.tuple([
            z.object({
              denied_principals: some,
              denied_permissions: some,
              exception_principals: some,
              exception_permissions: some,
              denial_condition: z.array(z.unknown()).nullish(),
            }),
          ]),
        }),
      ),
    });
    const sorted = (list: readonly string[] | null | undefined) => [...(list ?? [])].sort();
    const made = (scenario: string) =>
      ['organization', 'project', 'folder'].flatMap((name) =>
        Object.values(all(scenario, `google_iam_deny_policy.${name}`)).map((one) => {
          const { parent, name: id, rules } = Deny.parse(one);
          const said = rules.map(({ deny_rule: [rule] }) => {
            expect([rule.exception_permissions ?? [], rule.denial_condition ?? []]).toEqual([
              [],
              [],
            ]);
            return [rule.denied_principals, rule.denied_permissions, rule.exception_principals];
          });
          return [decodeURIComponent(parent), id, said.map((rule) => rule.map(sorted))];
        }),
      );
    const looked = (scenario: string, denying: Denying) => {
      const read = readDeployment(applied[scenario]?.outputs['deployment']);
      if (!read.ok) throw new Error(read.faults.join());
      return denyPolicies(read.deployment, denying).map(({ id, node, rules }) => [
        `cloudresourcemanager.googleapis.com/${node}`,
        id,
        rules.map((rule) =>
          [rule.deniedPrincipals, rule.deniedPermissions, rule.exceptionPrincipals].map(sorted),
        ),
      ]);
    };
    expect(applied['everything']?.outputs['protected_folders']).toEqual(['200000000009']);
    expect(made('everything')).toEqual(
      looked('everything', { protectedFolders: ['200000000009'], console: true }),
    );
    expect(made('first_stage')).toEqual(
      looked('first_stage', { protectedFolders: [], console: false }),
    );
  });

  it('sends what is measured to Google, named as each function reads it', () => {
    expect(settingsOf('everything', 'recheck').telemetry).toEqual({
      endpoint: 'https://telemetry.googleapis.com/v1/metrics',
      attributes: {
        'service.name': 'bailiff-recheck',
        'cloud.platform': 'gcp_cloud_run',
        'cloud.region': 'europe-west1',
        'gcp.project_id': 'bailiff-prod',
      },
    });
    expect(environmentOf('everything', 'console')).not.toHaveProperty('OTEL_RESOURCE_ATTRIBUTES');
    expect(environmentOf('local', 'evaluate')).not.toHaveProperty('OTEL_RESOURCE_ATTRIBUTES');
    const given = Object.keys(all('everything', 'google_project_iam_member.telemetry'));
    expect(given.sort()).toEqual(['evaluate', 'notify', 'remediate', 'sweep']);
    expect(all('local', 'google_project_iam_member.telemetry')).toEqual({});
    expect(Object.keys(all('everything', 'google_project_service.api'))).toContain(
      'telemetry.googleapis.com',
    );
  });

  it('uploads the policy file that is named', () => {
    expect(all('everything', 'google_storage_bucket_object.policy')).toMatchObject({
      0: { content: readFileSync(join(ROOT, 'examples/policy.yaml'), 'utf8') },
    });
  });
});

function bindingsOf(scenario: string, address: string): unknown {
  const Policy = z.object({
    binding: z.array(z.object({ role: z.string(), members: z.array(z.string()) })),
  });
  const { binding } = Policy.parse(applied[scenario]?.resources[address]);
  return binding.map(({ role, members }) => [role, members]);
}

/** What a function makes of its environment; throws with its own sentences when it could not start. */
function settingsOf(scenario: string, name: string): Settings {
  return readSettings(environmentOf(scenario, name));
}

function environmentOf(scenario: string, name: string): Readonly<Record<string, string>> {
  return serviceOf(scenario, name).environment_variables;
}

function serviceOf(scenario: string, name: string) {
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
  return Deployed.parse(applied[scenario]?.resources[address]).service_config[0];
}
