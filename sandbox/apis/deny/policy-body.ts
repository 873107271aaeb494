import { z } from 'zod';
import { EVERYBODY } from '../../../shared/domain/deny-principal.ts';
import { badField } from '../../http/api-error.ts';
import { denialHolds } from '../../organization/deny-condition.ts';
import { isDenyPermission } from '../../organization/deny-permission.ts';
import { memberOfPrincipal } from '../../organization/deny-principal.ts';
import type { DenyPolicy } from '../../organization/state.ts';

const Condition = z.strictObject({
  expression: z.string().default(''),
  title: z.string().optional(),
  description: z.string().optional(),
  location: z.string().optional(),
});
const names = z.array(z.string()).default([]);
const DenyRuleBody = z.strictObject({
  deniedPrincipals: names,
  exceptionPrincipals: names,
  deniedPermissions: names,
  exceptionPermissions: names,
  denialCondition: Condition.optional(),
});

/** https://cloud.google.com/iam/docs/reference/rest/v2/policies */
export const DenyPolicyBody = z.strictObject({
  name: z.string().optional(),
  uid: z.string().optional(),
  kind: z.string().optional(),
  displayName: z.string().max(63).default(''),
  annotations: z.record(z.string().max(63), z.string().max(255)).default({}),
  etag: z.string().default(''),
  createTime: z.string().optional(),
  updateTime: z.string().optional(),
  deleteTime: z.string().optional(),
  managingAuthority: z.string().optional(),
  rules: z
    .array(
      z.strictObject({
        description: z.string().default(''),
        denyRule: DenyRuleBody.optional(),
      }),
    )
    .default([]),
});
export type DenyPolicyBody = z.output<typeof DenyPolicyBody>;

/** The rules as they are kept; throws for whatever a deny rule cannot hold, naming the field. */
export function acceptRules({ rules }: DenyPolicyBody): DenyPolicy['rules'] {
  return rules.map(({ description, denyRule }, index) => {
    const field = `policy.rules[${index}].deny_rule`;
    if (denyRule === undefined) throw badField('A rule of a deny policy holds a denyRule.', field);
    checkRule(denyRule, field);
    return { description, denyRule };
  });
}

function checkRule(rule: z.output<typeof DenyRuleBody>, field: string): void {
  if (rule.deniedPrincipals.length === 0)
    throw badField('At least one denied principal is required.', `${field}.denied_principals`);
  if (rule.deniedPermissions.length === 0)
    throw badField('At least one denied permission is required.', `${field}.denied_permissions`);
  for (const principal of rule.deniedPrincipals)
    if (memberOfPrincipal(principal) === undefined)
      throw badField(unknownPrincipal(principal), `${field}.denied_principals`);
  for (const principal of rule.exceptionPrincipals)
    if (memberOfPrincipal(principal) === undefined || principal === EVERYBODY)
      throw badField(unknownPrincipal(principal), `${field}.exception_principals`);
  for (const permission of [...rule.deniedPermissions, ...rule.exceptionPermissions])
    if (!isDenyPermission(permission))
      throw badField(
        `The permission "${permission}" is not of the form SERVICE_FQDN/RESOURCE.VERB, as iam.googleapis.com/serviceAccounts.actAs is.`,
        field,
      );
  const { expression } = rule.denialCondition ?? {};
  if (expression !== undefined && denialHolds(expression) === undefined)
    throw badField(
      'A denial condition takes the resource tag functions alone: resource.matchTag, matchTagId, hasTagKey and hasTagKeyId, with !, && and ||.',
      `${field}.denial_condition`,
    );
}

function unknownPrincipal(principal: string): string {
  return `The principal "${principal}" cannot stand here. The local organization knows principal://goog/subject/EMAIL, principal://iam.googleapis.com/projects/-/serviceAccounts/EMAIL, principalSet://goog/group/EMAIL and, as a denied principal, principalSet://goog/public:all.`;
}
