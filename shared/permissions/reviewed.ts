import type { PermissionUse } from '../domain/permission.ts';

/**
 * Google's role for reading every policy, which Policy Troubleshooter wants its caller to hold. What it gives alone is
 * in no custom role. https://cloud.google.com/policy-intelligence/docs/troubleshoot-access
 */
export const REVIEWED = {
  role: 'roles/iam.securityReviewer',
  alone: [
    'iam.denypolicies.list',
    'orgpolicy.constraints.list',
    'secretmanager.secrets.getIamPolicy',
  ],
} as const;

/** The uses that rest on that role alone, or all others. */
export function reviewed(uses: readonly PermissionUse[], alone: boolean): readonly PermissionUse[] {
  const names: readonly string[] = REVIEWED.alone;
  return uses.filter(({ permission }) => names.includes(permission) === alone);
}
