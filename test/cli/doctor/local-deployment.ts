import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { doctor } from '../../../cli/doctor/doctor.ts';
import {
  currentDenyPolicies,
  replaceDenyPolicies,
} from '../../../sandbox/organization/deny-policies.ts';
import { deployBailiff } from '../../../sandbox/organization/deploy-bailiff.ts';
import type { OrganizationFile } from '../../../sandbox/organization/file.ts';
import { findAccount } from '../../../sandbox/organization/hierarchy.ts';
import { lendSecrets } from '../../../sandbox/organization/lend-secrets.ts';
import { currentPolicy, replacePolicy } from '../../../sandbox/organization/policies.ts';
import type { DenyRule } from '../../../sandbox/organization/state.ts';
import type { Channels } from '../../../shared/domain/channels.ts';
import type { Deployment } from '../../../shared/domain/deployment.ts';
import { readDeployment } from '../../../shared/policy/read-deployment.ts';
import { localApis } from '../../shared/gcp/local-apis.ts';

export const P = 'projects/bailiff-prod';
export const ORG = 'organizations/100000000001';
const GRANTABLE = {
  title: 'bailiff-dedicated-account-roles',
  expression:
    "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly(['roles/logging.logWriter', 'roles/secretmanager.secretAccessor', 'roles/storage.objectViewer'])",
};

/** What infra gives for examples/deployment.yaml: the role granter by its condition, the organization policy writer nothing. */
function asInfraMakesIt(file: OrganizationFile): void {
  file.organization.bindings = file.organization.bindings
    .filter(({ role }) => !role.endsWith('/bailiffOrgPolicyWriter'))
    .map((one) =>
      one.role.endsWith('/bailiffRoleGranter') ? { ...one, condition: GRANTABLE } : one,
    );
}

/** A local organization with Bailiff deployed in it as infra does, and doctor to look at it. */
export async function localDeployment(
  channels: Channels = {},
  edit: (file: OrganizationFile) => void = () => {},
) {
  const apis = await localApis((file) => {
    asInfraMakesIt(file);
    edit(file);
  });
  const { organization } = apis;
  const deployment = { ...example(), channels: Object.keys(channels) };
  deployBailiff(organization, deployment, readFileSync('examples/policy.yaml', 'utf8'), channels);
  lendSecrets(organization, deployment, channels);
  const folder = mkdtempSync(join(tmpdir(), 'bailiff-doctor-'));
  const file = (value: unknown): string => {
    const path = join(folder, 'deployment.json');
    writeFileSync(path, JSON.stringify(value));
    return path;
  };
  const look = async (options: { readonly as?: string; readonly deployment?: string } = {}) => {
    const { as = 'user:operator@example.com', deployment = 'examples/deployment.yaml' } = options;
    const caller = { apiRoot: apis.apiRoot, as };
    const wanted = { deployment, region: 'us-central1', format: 'json' };
    const { ok, text } = await doctor({ ...caller, ...wanted }, new Date().toISOString());
    return { ok, verdicts: verdictsIn(text) };
  };
  return {
    ...apis,
    look,
    /** Changes fields of a part of the deployment. */
    change(name: string, fields: Readonly<Record<string, unknown>>) {
      const part = organization.deployed.get(name);
      if (part === undefined) throw new Error(`Nothing of the name ${name} is deployed.`);
      organization.deployed.set(name, { ...part, ...fields });
    },
    remove(name: string) {
      if (!organization.deployed.delete(name)) throw new Error(`${name} is not deployed.`);
    },
    /** Tells a function something else by a variable, or nothing. */
    tell(id: string, name: string, value: string | undefined) {
      const key = `${P}/locations/us-central1/services/bailiff-${id}`;
      const told = Told.parse(organization.deployed.get(key));
      for (const container of told.template.containers) {
        const others = container.env.filter((one) => one.name !== name);
        container.env = value === undefined ? others : [...others, { name, value }];
      }
      organization.deployed.set(key, told);
    },
    account(id: string) {
      const account = findAccount(organization, `${id}@bailiff-prod.iam.gserviceaccount.com`);
      if (account === undefined) throw new Error(`There is no account ${id}.`);
      return account;
    },
    bind(name: string, role: string, member: string) {
      const policy = currentPolicy(organization, name);
      const bindings = [...(policy.bindings ?? []), { role, members: [member] }];
      replacePolicy(organization, name, { ...policy, bindings });
    },
    unbind(name: string, role: string) {
      const policy = currentPolicy(organization, name);
      const bindings = (policy.bindings ?? []).filter((one) => one.role !== role);
      replacePolicy(organization, name, { ...policy, bindings });
    },
    /** Rewrites each rule of each deny policy there. */
    deny(node: string, change: (rule: DenyRule, index: number) => DenyRule) {
      const policies = currentDenyPolicies(organization, node).map((policy) => ({
        ...policy,
        rules: policy.rules.map((one, index) => ({
          ...one,
          denyRule: change(one.denyRule, index),
        })),
      }));
      replaceDenyPolicies(organization, node, policies);
    },
    deployment,
    file,
    /** The example with some keys changed, as a file. */
    deploymentFile: (changes: Readonly<Record<string, unknown>>) =>
      file({ ...example(), ...changes }),
    async close() {
      await apis.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const Told = z.looseObject({
  template: z.looseObject({
    containers: z.array(
      z.looseObject({ env: z.array(z.object({ name: z.string(), value: z.string() })) }),
    ),
  }),
});

export type LocalDeployment = Awaited<ReturnType<typeof localDeployment>>;

export function example(): Deployment {
  const read = readDeployment(parse(readFileSync('examples/deployment.yaml', 'utf8')));
  if (!read.ok) throw new Error('The example deployment has faults.');
  return read.deployment;
}

interface Verdict {
  readonly check: string;
  readonly about: string;
  readonly state: string;
  readonly says: string;
  readonly mend: readonly string[];
}

function verdictsIn(text: string): readonly Verdict[] {
  const { verdicts } = JSON.parse(text) as { readonly verdicts: readonly Verdict[] };
  return verdicts;
}
