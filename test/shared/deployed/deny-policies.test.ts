import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { denyPolicies } from '../../../shared/deployed/deny-policies.ts';
import { example } from '../../cli/doctor/local-deployment.ts';
import { localOf, readConfiguration } from '../../infra/configuration.ts';

const infra = await readConfiguration('infra');
const Rule = z.strictObject({
  description: z.string(),
  deny_rule: z.tuple([
    z.strictObject({
      denied_principals: z.union([z.string(), z.array(z.string())]),
      denied_permissions: z.union([z.string(), z.array(z.string())]),
      exception_principals: z.union([z.string(), z.array(z.string())]).optional(),
    }),
  ]),
});
const Policy = z.object({ name: z.string(), parent: z.string(), rules: z.array(Rule) });

/** What a rule of infra denies; a local that it names is looked up. */
function permissionsIn(name: string): readonly unknown[] {
  const policy = infra['deny.tf']?.resource['google_iam_deny_policy']?.[name]?.[0];
  return Policy.parse(policy).rules.map(({ deny_rule: [{ denied_permissions: named }] }) => {
    const [, local] = /^\$\{local\.(\w+)\}$/.exec(String(named)) ?? [];
    return local === undefined ? named : localOf(infra, local);
  });
}

const made = denyPolicies(example(), { protectedFolders: ['200000000001'], console: true });

describe('the deny policies, as doctor looks for them', () => {
  it('deny the permissions that infra denies, rule by rule, with nothing in a rule but these', () => {
    const looked = made.map(({ id, rules }) => [id, rules.map((one) => one.deniedPermissions)]);
    expect(looked).toEqual([
      ['bailiff-organization', permissionsIn('organization')],
      ['bailiff-project', permissionsIn('project')],
      ['bailiff-protected', permissionsIn('folder')],
    ]);
  });

  it('let the console write the ledger where there is one', () => {
    const excepted = (console: boolean) =>
      denyPolicies(example(), {
        protectedFolders: [],
        console,
      })[1]?.rules[1]?.exceptionPrincipals.map((one) => one.split('/').at(-1)?.split('@')[0]);
    expect(excepted(false)).toEqual([
      'bailiff-evaluate',
      'bailiff-remediate',
      'bailiff-notify',
      'bailiff-sweep',
    ]);
    expect(excepted(true)).toEqual([
      'bailiff-evaluate',
      'bailiff-remediate',
      'bailiff-notify',
      'bailiff-console',
      'bailiff-sweep',
    ]);
  });
});
