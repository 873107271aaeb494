import type { RemediatePorts } from '../functions/remediate/ports.ts';
import type { Deployment } from '../shared/domain/deployment.ts';
import type { Google } from '../shared/gcp/google.ts';
import { jobWriter } from '../shared/gcp/job-writer.ts';
import { jobReader } from '../shared/gcp/jobs.ts';
import { organizationPolicies } from '../shared/gcp/org-policy.ts';
import { ownOrgPolicies } from '../shared/gcp/own-org-policies.ts';
import { projects } from '../shared/gcp/projects.ts';
import { publisher } from '../shared/gcp/publisher.ts';
import { roles } from '../shared/gcp/roles.ts';
import { serviceAccounts } from '../shared/gcp/service-accounts.ts';
import { troubleshooter } from '../shared/gcp/troubleshooter.ts';
import { memberOf } from './identities.ts';
import { googleOver, type Send } from './local-apis.ts';

/**
 * What google-ports.ts gives remediate, with one difference: a writer's requests carry its identity from the start, where
 * the product first asks IAM Credentials for a token.
 */
export function writerPorts(google: Google, send: Send, deployment: Deployment) {
  const { organization, project, identities } = deployment;
  const jobs = jobReader(google);
  const hierarchy = projects(google);
  const accounts = serviceAccounts(google);
  const access = troubleshooter(google);
  const as = (email: string) => googleOver(send, memberOf(email));
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
    roles: { permissions: (role: string) => roles(google).permissions(role) },
    troubleshooter: access,
    ownOrgPolicies: ownOrgPolicies(google),
    publisher: publisher(google, project),
    jobWriter: jobWriter(as(identities.jobWriter)),
    accountWriter: serviceAccounts(as(identities.accountWriter)),
    roleGranter: roleGranter === undefined ? undefined : projects(as(roleGranter)),
    orgPolicyWriter: orgPolicyWriter === undefined ? undefined : ownOrgPolicies(as(orgPolicyWriter)),
  } satisfies Partial<RemediatePorts>;
}
