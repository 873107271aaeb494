import { hclString } from '../../domain/hcl-string.ts';

/** `google_service_account_iam_member`: one member of one role on the account, and nothing else of its policy. */
export function accountMember(
  label: string,
  email: string,
  project: string,
  role: string,
  member: string,
): string {
  return [
    `resource "google_service_account_iam_member" "${labelOf(label, email, member)}" {`,
    `  service_account_id = ${hclString(`projects/${project}/serviceAccounts/${email}`)}`,
    `  role               = ${hclString(role)}`,
    `  member             = ${hclString(member)}`,
    '}',
  ].join('\n');
}

export function projectMember(label: string, project: string, role: string, member: string) {
  return [
    `resource "google_project_iam_member" "${labelOf(label, project)}" {`,
    `  project = ${hclString(project)}`,
    `  role    = ${hclString(role)}`,
    `  member  = ${hclString(member)}`,
    '}',
  ].join('\n');
}

/** `google_service_account` that is there and enabled. */
export function enabledAccount(accountId: string, project: string): string {
  return [
    `resource "google_service_account" "${labelOf('account', accountId)}" {`,
    `  project    = ${hclString(project)}`,
    `  account_id = ${hclString(accountId)}`,
    '  disabled   = false',
    '}',
  ].join('\n');
}

/** `google_org_policy_policy` that lifts a boolean constraint on one project. */
export function constraintOff(constraint: string, project: string): string {
  return [
    `resource "google_org_policy_policy" "${labelOf('cross_project_use', project)}" {`,
    `  name   = ${hclString(`projects/${project}/policies/${constraint}`)}`,
    `  parent = ${hclString(`projects/${project}`)}`,
    '  spec {',
    '    rules {',
    '      enforce = "FALSE"',
    '    }',
    '  }',
    '}',
  ].join('\n');
}

/** A label that differs with what it is about, so that several blocks fit into one module. */
export function labelOf(label: string, ...about: readonly string[]): string {
  const words = about.map((text) =>
    text
      .replace(/^[a-zA-Z]+:(?!\/\/)/, '')
      .replace(/@.*$/, '')
      .replace(/[^a-zA-Z0-9]+/g, '_'),
  );
  return [label, ...words].join('_');
}
