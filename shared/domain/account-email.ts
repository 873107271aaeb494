/**
 * The address of a user-managed account. A domain-scoped project, `example.com:proj`, gives
 * `ID@proj.example.com.iam.gserviceaccount.com`. https://cloud.google.com/iam/docs/service-account-types
 */
export function accountEmail(accountId: string, project: string): string {
  return `${accountId}@${projectPart(project)}.iam.gserviceaccount.com`;
}

/** The project as it stands in the addresses of its accounts. */
export function projectPart(project: string): string {
  const [domain, name] = project.split(':');
  return name === undefined ? project : `${name}.${domain}`;
}
