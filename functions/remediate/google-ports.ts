import type { Deployment } from '../../shared/domain/deployment.ts';
import { type Google, impersonate } from '../../shared/gcp/google.ts';
import { jobWriter } from '../../shared/gcp/job-writer.ts';
import { jobReader } from '../../shared/gcp/jobs.ts';
import { organizationPolicies } from '../../shared/gcp/org-policy.ts';
import { ownOrgPolicies } from '../../shared/gcp/own-org-policies.ts';
import { projects } from '../../shared/gcp/projects.ts';
import { publisher } from '../../shared/gcp/publisher.ts';
import { roles } from '../../shared/gcp/roles.ts';
import { serviceAccounts } from '../../shared/gcp/service-accounts.ts';
import { troubleshooter } from '../../shared/gcp/troubleshooter.ts';
import { traced } from '../../shared/push/traced.ts';
import type { RemediatePorts } from './ports.ts';

type GooglePorts = Pick<
  RemediatePorts,
  | 'deployment'
  | 'readers'
  | 'jobs'
  | 'projects'
  | 'accounts'
  | 'roles'
  | 'troubleshooter'
  | 'ownOrgPolicies'
  | 'publisher'
  | 'jobWriter'
  | 'accountWriter'
  | 'roleGranter'
  | 'orgPolicyWriter'
>;

/** Google Cloud as remediate uses it: its own identity reads and publishes, one impersonated identity for each kind of write. */
export function googlePorts(google: Google, deployment: Deployment): GooglePorts {
  const { organization, project, identities } = deployment;
  const jobs = jobReader(google);
  const hierarchy = projects(google);
  const accounts = serviceAccounts(google);
  const access = troubleshooter(google);
  const { roleGranter, orgPolicyWriter } = identities;
  return {
    deployment,
    readers: {
      organization,
      jobs,
      projects: hierarchy,
      accounts,
      troubleshooter: access,
      organizationPolicies: organizationPolicies(google),
    },
    jobs,
    projects: hierarchy,
    accounts,
    // A client for each question, since a client remembers: what a role holds is to be known right before it is granted.
    roles: { permissions: (role) => roles(google).permissions(role) },
    troubleshooter: access,
    ownOrgPolicies: ownOrgPolicies(google),
    publisher: traced(publisher(google, project)),
    jobWriter: jobWriter(impersonate(google, identities.jobWriter)),
    accountWriter: serviceAccounts(impersonate(google, identities.accountWriter)),
    roleGranter: roleGranter === undefined ? undefined : projects(impersonate(google, roleGranter)),
    orgPolicyWriter:
      orgPolicyWriter === undefined
        ? undefined
        : ownOrgPolicies(impersonate(google, orgPolicyWriter)),
  };
}
