import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Denying, denyPolicies } from '../../../shared/deployed/deny-policies.ts';
import { readDeployment } from '../../../shared/policy/read-deployment.ts';
import { all, EMAIL, outputsOf, resourcesOf, type ScenarioName } from './scenarios.ts';

/** What infra/ makes of deny policies and constraints. */
export function denySuite(): void {
  describe('deny policies and constraints', () => {
    it('enforce no constraint on the organization in the first stage', () => {
      expect(all('first_stage', 'google_org_policy_policy.no_default_account')).toEqual({});
    });

    it('deny every identity of Bailiff the writes in protected folders and in its own project', () => {
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
      const resources = resourcesOf('everything');
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
        expect(rule?.denied_permissions).toContain(
          'iam.googleapis.com/serviceAccounts.setIamPolicy',
        );
      }
    });

    it('deny what doctor looks for, and nothing else, with a console and without', () => {
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
      const made = (scenario: ScenarioName) =>
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
      const looked = (scenario: ScenarioName, denying: Denying) => {
        const read = readDeployment(outputsOf(scenario)['deployment']);
        if (!read.ok) throw new Error(read.faults.join());
        return denyPolicies(read.deployment, denying).map(({ id, node, rules }) => [
          `cloudresourcemanager.googleapis.com/${node}`,
          id,
          rules.map((rule) =>
            [rule.deniedPrincipals, rule.deniedPermissions, rule.exceptionPrincipals].map(sorted),
          ),
        ]);
      };
      expect(outputsOf('everything')['protected_folders']).toEqual(['200000000009']);
      expect(made('everything')).toEqual(
        looked('everything', { protectedFolders: ['200000000009'], console: true }),
      );
      expect(made('first_stage')).toEqual(
        looked('first_stage', { protectedFolders: [], console: false }),
      );
    });
  });
}
