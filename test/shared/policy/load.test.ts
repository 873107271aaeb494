import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatFaults } from '../../../shared/policy/load.ts';
import { EXPECTED_FAULTS } from '../../policies/expected-faults.ts';
import { load, policyOf, textOf } from './loaded.ts';

const faultsOf = (text: string) => {
  const loaded = load(text);
  return loaded.ok ? [] : loaded.faults;
};

describe('loadPolicy on the bad policies of test/policies', () => {
  it.each(Object.entries(EXPECTED_FAULTS))(
    'lists every fault of %s.yaml in order',
    (name, expected) => {
      const faults = faultsOf(textOf(`test/policies/${name}.yaml`));
      expect(formatFaults('f', faults).split('\n')).toEqual(expected.map((line) => `f:${line}`));
    },
  );

  it('has an expectation for every file of the folder', () => {
    const files = readdirSync(new URL('../../policies', import.meta.url));
    const policies = files.filter((file) => file.endsWith('.yaml'));
    expect(policies.sort()).toEqual(
      Object.keys(EXPECTED_FAULTS)
        .map((name) => `${name}.yaml`)
        .sort(),
    );
  });
});

describe('loadPolicy', () => {
  it('fills in what a minimal policy leaves out', () => {
    expect(policyOf('apiVersion: bailiff/v1\n')).toEqual({
      digest: 'a1b2c3',
      owner: undefined,
      defaultMode: 'observe',
      limits: {
        remediationsPerHour: 20,
        remediationsPerHourPerProject: 5,
        remediationsPerHourPerDeployer: 5,
        remediationsPerHourPerDeployerInProject: 3,
        fight: { setBacks: 5, windowSeconds: 86_400 },
      },
      settleSeconds: 0,
      managed: [],
      rules: new Map(),
      exemptions: [],
      trust: [],
      domains: ['example.com'],
      allowedActions: ['assign-service-account', 'grant-token-creator', 'grant-act-as'],
    });
  });

  it.each([
    [3, 1],
    [4, 1],
    [7, 1],
    [8, 2],
    [100, 25],
  ])('derives from %i remediations an hour %i per project', (all, perProject) => {
    const { limits } = policyOf(
      `apiVersion: bailiff/v1\nlimits: { remediationsPerHour: ${all} }\n`,
    );
    expect(limits.remediationsPerHourPerProject).toBe(perProject);
    expect(limits.remediationsPerHourPerDeployer).toBe(perProject);
  });

  it.each([
    [100, 24, 24, 12],
    [100, 25, 25, 13],
    [100, 90, 25, 13],
    [100, 2, 2, 1],
    [100, 1, 1, 1],
    [2, 2, 1, 1],
  ])(
    'lets of %i remediations an hour, %i being written for a project, one project have %i, and one deployer there %i',
    (all, written, project, share) => {
      const { limits } = policyOf(
        `apiVersion: bailiff/v1\nlimits: { remediationsPerHour: ${all}, remediationsPerHourPerProject: ${written} }\n`,
      );
      expect(limits.remediationsPerHourPerProject).toBe(project);
      expect(limits.remediationsPerHourPerDeployerInProject).toBe(share);
    },
  );

  it.each([
    ['90s', 90],
    ['1h', 3600],
    ['60m', 3600],
    ['0s', 0],
  ])('settles for %s', (text, seconds) => {
    const { settleSeconds } = policyOf(`apiVersion: bailiff/v1\nsettle: ${text}\n`);
    expect(settleSeconds).toBe(seconds);
  });

  it('reads every key as it is written', () => {
    const policy = policyOf(textOf('examples/policy.yaml').replace('exemptions: []', EXEMPTIONS));
    const rule = policy.rules.get('default-service-account');
    expect(policy).toMatchObject({
      owner: 'user:admin@example.com',
      defaultMode: 'observe',
      limits: { remediationsPerHour: 1000, fight: { setBacks: 5, windowSeconds: 86_400 } },
      exemptions: [
        {
          id: 'EX-0001',
          rule: 'default-service-account',
          when: { text: 'finding.resource.job == "legacy-export"' },
          reason: 'The image of the vendor reads the name of the default account.',
          owner: 'user:dev@example.com',
          approvedBy: 'user:admin@example.com',
          expires: '2027-03-31',
        },
      ],
      trust: [
        {
          projects: ['payments-prod'],
          accounts: [
            { email: 'batch-runtime@identity-prod.iam.gserviceaccount.com', uniqueId: undefined },
          ],
          deployers: ['user:dev@example.com'],
          restore: true,
        },
      ],
    });
    expect(rule).toMatchObject({ mode: 'observe', action: undefined, remediateExecuted: false });
    expect(rule?.overrides).toMatchObject([
      {
        name: 'payments are mended',
        when: { text: 'finding.resource.project == "payments-prod"', always: false },
        mode: 'remediate',
        action: { create: { roles: [] } },
        remediateExecuted: true,
      },
      {
        name: 'data tells its own teams',
        when: { text: 'finding.resource.project == "data-dev"', always: false },
        mode: 'ticket',
        action: undefined,
        remediateExecuted: false,
      },
    ]);
  });

  it('reads a trust entry that pins the account, names no deployer and restores nothing', () => {
    const text = `apiVersion: bailiff/v1\ntrust: [{ projects: [data-dev], accounts: [{ account: batch-runtime@identity-prod.iam.gserviceaccount.com, uniqueId: '100000000000000000003' }] }]\n`;
    expect(policyOf(text).trust).toEqual([
      {
        projects: ['data-dev'],
        accounts: [
          {
            email: 'batch-runtime@identity-prod.iam.gserviceaccount.com',
            uniqueId: '100000000000000000003',
          },
        ],
        deployers: [],
        restore: false,
      },
    ]);
  });

  it('takes approve and remediate for rules that nothing mends: decide tells why not', () => {
    const text =
      'apiVersion: bailiff/v1\nrules: { service-account-unusable: { mode: remediate }, cross-project-use-disabled: { mode: remediate } }\n';
    expect(policyOf(text).rules.get('service-account-unusable')?.mode).toBe('remediate');
  });

  it('takes an alias for what it stands for, and points at the alias when that is wrong', () => {
    const text = (mode: string) =>
      `apiVersion: bailiff/v1\nrules:\n  default-service-account:\n    mode: &m ${mode}\n    overrides: [{ name: a, when: finding.attempted, mode: *m }]\n`;
    expect(policyOf(text('ticket')).rules.get('default-service-account')?.overrides[0]?.mode).toBe(
      'ticket',
    );
    expect(faultsOf(text('tickets')).map(({ line, column }) => `${line}:${column}`)).toEqual([
      '4:14',
      '5:59',
    ]);
  });

  it('accepts a literal true as the last override', () => {
    const text = `apiVersion: bailiff/v1\nrules:\n  default-service-account:\n    mode: ticket\n    overrides: [{ name: rest, when: "true", mode: observe }]\n`;
    expect(policyOf(text).rules.get('default-service-account')?.overrides[0]?.when.always).toBe(
      true,
    );
  });

  it.each([
    ['a byte order mark', '\uFEFFapiVersion: bailiff/v1\n'],
    ['Windows line ends', 'apiVersion: bailiff/v1\r\nsettle: 0s\r\n'],
    ['JSON', '{"apiVersion": "bailiff/v1"}'],
  ])('reads a file with %s', (_, text) => {
    expect(load(text).ok).toBe(true);
  });

  it.each([
    ['', '1:1  The policy is empty: it begins with apiVersion: bailiff/v1.'],
    ['# nothing\n', '1:1  The policy is empty: it begins with apiVersion: bailiff/v1.'],
    ['hello', '1:1  Expected a map of keys, found "hello".'],
    ['rules: {}', '1:1  "apiVersion" is required here.  (at apiVersion)'],
    [
      'apiVersion: bailiff/v1\nrules:\n    settle: 0s\n  managed: []',
      '4:1  This is not sound YAML: All mapping items must start at the same column.',
    ],
    [
      'apiVersion: bailiff/v1\nrules: { constructor: { mode: ticket } }',
      '2:10  There is no rule "constructor"; known here: default-service-account, service-account-unusable, missing-act-as, missing-token-creator, cross-project-use-disabled.  (at rules.constructor)',
    ],
    [
      'apiVersion: bailiff/v1\nrules: { __proto__: { default-service-account: { mode: ticket } } }',
      '2:10  There is no rule "__proto__"; known here: default-service-account, service-account-unusable, missing-act-as, missing-token-creator, cross-project-use-disabled.  (at rules.__proto__)',
    ],
    [
      '%YAML 1.1\n---\napiVersion: bailiff/v1\ndefaults: { mode: yes }',
      '4:19  Expected one of observe, ticket, approve, remediate, found "yes".  (at defaults.mode)',
    ],
    [
      'apiVersion: bailiff/v1\nlimits: { remediationsPerHour: 1.5 }',
      '2:32  Expected a whole number, found 1.5.  (at limits.remediationsPerHour)',
    ],
    [
      '? [a]\n: 1\napiVersion: bailiff/v1',
      '1:3  A key is plain text, not a list, a map or an alias.',
    ],
  ])('says of %j: %s', (text, expected) => {
    expect(formatFaults('f', faultsOf(text)).split('\n')).toContain(`f:${expected}`);
  });
});

describe('formatFaults', () => {
  it('writes one line a fault, without a path where there is none', () => {
    const faults = [
      { line: 3, column: 7, path: 'rules.x', message: 'This is wrong.' },
      { line: 12, column: 1, path: '', message: 'This is too.' },
    ];
    expect(formatFaults('policy.yaml', faults)).toBe(
      'policy.yaml:3:7  This is wrong.  (at rules.x)\npolicy.yaml:12:1  This is too.',
    );
  });
});

const EXEMPTIONS = `exemptions:
  - id: EX-0001
    rule: default-service-account
    when: finding.resource.job == "legacy-export"
    reason: The image of the vendor reads the name of the default account.
    owner: user:dev@example.com
    approvedBy: user:admin@example.com
    expires: 2027-03-31`;
