/** To know the job and whose it is. */
export const JOB_PERMISSIONS = ['resourcemanager.projects.get', 'run.jobs.get'] as const;

/** To know how an account stands. */
export const ACCOUNT_PERMISSIONS = [...JOB_PERMISSIONS, 'iam.serviceAccounts.get'] as const;

/** To ask Policy Troubleshooter who may do what with an account. */
export const ACCESS_PERMISSIONS = [
  ...ACCOUNT_PERMISSIONS,
  'iam.serviceAccounts.getIamPolicy',
  'resourcemanager.projects.getIamPolicy',
  'resourcemanager.folders.getIamPolicy',
  'resourcemanager.organizations.getIamPolicy',
  'iam.roles.get',
  'iam.denypolicies.get',
  'iam.denypolicies.list',
] as const;
