import type { Account } from '../../organization/state.ts';

type Json = Readonly<Record<string, unknown>>;

/** An account as IAM v1 answers it: https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts */
export function accountView(account: Account): Json {
  const { project, email, uniqueId, displayName, description, disabled } = account;
  return {
    name: `projects/${project}/serviceAccounts/${email}`,
    projectId: project,
    uniqueId,
    email,
    ...(displayName === '' ? {} : { displayName }),
    // Deprecated and the same for every account; clients still read it.
    etag: 'MDEwMjE5MjA=',
    ...(description === '' ? {} : { description }),
    oauth2ClientId: uniqueId,
    ...(disabled ? { disabled } : {}),
  };
}

/** The same as audit entries show it: IAM logs the names of its proto fields. */
export function loggedAccount(view: Json): Json {
  const { projectId, uniqueId, displayName, oauth2ClientId, ...rest } = view;
  return {
    '@type': 'type.googleapis.com/google.iam.admin.v1.ServiceAccount',
    ...rest,
    project_id: projectId,
    unique_id: uniqueId,
    oauth2_client_id: oauth2ClientId,
    ...(displayName === undefined ? {} : { display_name: displayName }),
  };
}
