import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from './configuration.ts';
import { servePlugins } from './provider-plugin.ts';
import committed from './provider-schema.json' with { type: 'json' };
import type { ProviderSchema } from './provider-schema.ts';

/** What terraform made of a module with mocked providers: values by resource address, and outputs. */
export interface Applied {
  readonly resources: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface Scenario {
  readonly name: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** `variable` is the one that must be refused. */
interface Refusal extends Scenario {
  readonly variable: string;
}

export interface Terraform {
  /** What `terraform -chdir=FOLDER ...` printed; rejects with it when terraform fails. */
  run(folder: string, ...args: readonly string[]): Promise<string>;
  /** Writes a file of the copy. */
  write(path: string, text: string): void;
  /** Applies infra/ once for each scenario, one after another, to nothing but mocks. */
  apply(scenarios: readonly Scenario[]): Promise<Readonly<Record<string, Applied>>>;
  /** The names of those cases whose variable infra/variables.tf refuses. Rejects when one is taken. */
  refused(cases: readonly Refusal[]): Promise<readonly string[]>;
  close(): void;
}

/** Accounts whose addresses Google would make of their ids. */
const IDENTITIES = {
  function: ['evaluate', 'remediate', 'notify', 'console', 'sweep'],
  writer: ['job-writer', 'account-writer', 'role-granter', 'org-policy-writer'],
  push: ['evaluate', 'recheck', 'tick', 'remediate', 'notify', 'sweep'],
};

const ROLES = [
  'bailiffReader',
  'bailiffJobWriter',
  'bailiffAccountWriter',
  'bailiffRoleGranter',
  'bailiffOrgPolicyWriter',
  'bailiffSweeper',
];

/** A copy of the modules in which terraform runs, with the committed schema in place of the providers. */
export async function openTerraform(): Promise<Terraform> {
  const folder = mkdtempSync(join(tmpdir(), 'bailiff-terraform-'));
  for (const part of ['infra', 'examples']) {
    cpSync(join(ROOT, part), join(folder, part), {
      recursive: true,
      filter: (path) => !path.includes('.terraform'),
    });
  }
  const plugins = await servePlugins(committed as ProviderSchema);
  const env = {
    ...process.env,
    TF_REATTACH_PROVIDERS: plugins.TF_REATTACH_PROVIDERS,
    TF_CLI_CONFIG_FILE: '/dev/null',
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
  };
  const run = (part: string, ...args: readonly string[]) =>
    new Promise<string>((resolve, reject) => {
      const options = { env, maxBuffer: 100_000_000 };
      execFile(
        'terraform',
        [`-chdir=${join(folder, part)}`, ...args],
        options,
        (error, out, err) =>
          error === null ? resolve(out) : reject(new Error(`${error.message}\n${out}\n${err}`)),
      );
    });
  const runTests = async (part: string, text: string) => {
    const path = join(folder, part, 'scenarios.tftest.hcl');
    writeFileSync(path, text);
    await run(part, 'init', '-backend=false');
    const printed = await run(part, 'test', '-json', '-verbose');
    rmSync(path);
    const lines = printed.split('\n').filter((line) => line !== '');
    return lines.map((line) => Line.parse(JSON.parse(line)));
  };
  return {
    run,
    write: (path, text) => writeFileSync(join(folder, path), text),
    async apply(scenarios) {
      return states(await runTests('infra', applyFile(scenarios)));
    },
    async refused(cases) {
      cpSync(join(folder, 'infra/variables.tf'), join(folder, 'variables/variables.tf'));
      return results(await runTests('variables', refusalFile(cases)));
    },
    close() {
      plugins.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function applyFile(scenarios: readonly Scenario[]): string {
  const overrides = Object.entries(IDENTITIES).flatMap(([resource, names]) =>
    names.map((name) => {
      const id = resource === 'push' ? `push-${name}` : name;
      const email = `bailiff-${id}@bailiff-prod.iam.gserviceaccount.com`;
      const values = JSON.stringify({ email, member: `serviceAccount:${email}` });
      const target = `google_service_account.${resource}["${name}"]`;
      return `override_resource {\n target = ${target}\n values = ${values}\n}`;
    }),
  );
  const roles = ROLES.map((role) => {
    const values = JSON.stringify({ name: `organizations/100000000001/roles/${role}` });
    const target = `google_organization_iam_custom_role.role["${role}"]`;
    return `override_resource {\n target = ${target}\n values = ${values}\n}`;
  });
  const number = '{ number = "310000000009" }';
  const project = `mock_data "google_project" {\n defaults = ${number}\n}`;
  return [
    `mock_provider "google" {\n${[project, ...overrides, ...roles].join('\n')}\n}`,
    'mock_provider "archive" {}',
    ...scenarios.map(({ name, variables }) => `run "${name}" {\n${given(variables)}\n}`),
  ].join('\n');
}

function refusalFile(cases: readonly Refusal[]): string {
  const runs = cases.map(({ name, variables, variable }) => {
    const expected = `expect_failures = [var.${variable}]`;
    return `run "${name}" {\n command = plan\n ${expected}\n${given(variables)}\n}`;
  });
  return runs.join('\n');
}

function given(variables: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(variables).map(
    ([name, value]) => `${name} = ${JSON.stringify(value)}`,
  );
  return `variables {\n${lines.join('\n')}\n}`;
}

const State = z.object({
  outputs: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
  root_module: z.object({
    resources: z.array(z.object({ address: z.string(), values: z.unknown() })),
  }),
});
const Line = z.object({
  '@testrun': z.string().optional(),
  test_state: State.optional(),
  test_run: z.object({ progress: z.string(), status: z.string().optional() }).optional(),
});
type Line = z.infer<typeof Line>;

function states(lines: readonly Line[]): Readonly<Record<string, Applied>> {
  const applied: Record<string, Applied> = {};
  for (const { test_state: state, '@testrun': name } of lines) {
    if (state === undefined || name === undefined) continue;
    const { resources } = state.root_module;
    const outputs = Object.entries(state.outputs);
    applied[name] = {
      resources: Object.fromEntries(resources.map(({ address, values }) => [address, values])),
      outputs: Object.fromEntries(outputs.map(([key, { value }]) => [key, value])),
    };
  }
  return applied;
}

function results(lines: readonly Line[]): readonly string[] {
  return lines.flatMap(({ test_run: one, '@testrun': name }) =>
    one?.progress === 'complete' && one.status === 'pass' && name !== undefined ? [name] : [],
  );
}
