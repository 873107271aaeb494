/**
 * Permissions by which a holder becomes another identity, or gives itself or others more than it was given:
 * - `actAs` and the calls that mint or sign for an account;
 * - `setIamPolicy` on anything, and writing deny policies, which are IAM policies by another name;
 * - long-lived credentials: account keys, API keys bound to an account, HMAC keys of an account;
 * - changing roles, since a role already held would grow;
 * - letting outside identities in, through workload and workforce identity pools;
 * - builds and deployments that run code as somebody else without asking for `actAs`: Cloud Build's builds,
 *   Deployment Manager's deployments, Cloud Run's runs with overrides, and root shells in running containers.
 *
 * `run.jobs.create` and `run.jobs.update` are not here: Cloud Run demands `actAs` on the job's account for both, and
 * that is refused. `run.jobs.run` starts what somebody else wrote. Unbound API keys name a project, not an identity.
 * The list is one of two fences: whatever it misses, a dedicated account gets only what the replaced account held.
 * https://cloud.google.com/iam/docs/permissions-reference
 */
const FORBIDDEN: readonly RegExp[] = [
  /^iam\.serviceAccounts\.(?:actAs|getAccessToken|getOpenIdToken|signBlob|signJwt|implicitDelegation)$/,
  /\.setIamPolicy$/,
  /^iam\.denypolicies\.(?:create|update|delete)$/,
  /^iam\.serviceAccountKeys\.(?:create|upload|enable)$/,
  /^iam\.serviceAccountApiKeyBindings\.(?:create|undelete)$/,
  /^storage\.hmacKeys\.(?:create|update)$/,
  /^iam\.roles\.(?:create|update|delete|undelete)$/,
  /^iam\.googleapis\.com\/work(?:load|force)[A-Za-z]+\.(?:create|update|undelete)$/,
  /^cloudbuild\.builds\.(?:create|update|approve)$/,
  /^deploymentmanager\.deployments\.(?:create|update)$/,
  /^run\.jobs\.runWithOverrides$/,
  /^run\.[a-z]+\.sshRoot$/,
];

/**
 * The permissions among these that no dedicated account may hold, in their order. Judge a role by this on its live
 * contents before granting it; known-roles.json only saves well-known roles the wait.
 */
export function forbiddenIn(permissions: readonly string[]): readonly string[] {
  return permissions.filter((permission) => FORBIDDEN.some((pattern) => pattern.test(permission)));
}
