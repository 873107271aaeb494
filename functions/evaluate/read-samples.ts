import { loadPolicy } from '../../shared/policy/load.ts';
import { readDeployment } from '../../shared/policy/read-deployment.ts';
import { RULES } from '../../shared/rules/registry.ts';
import { auditLog } from './sources/audit-log.ts';

const PROJECT = 'bailiff-prod';
const account = (name: string) => `${name}@${PROJECT}.iam.gserviceaccount.com`;
const RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const DEPLOYMENT = {
  organization: 'organizations/100000000001',
  project: PROJECT,
  domains: ['example.com'],
  ceiling: 'remediate',
  actions: ['assign-service-account'],
  trustAccounts: [RUNTIME],
  approvers: ['user:admin@example.com'],
  dedicatedAccountRoles: ['roles/logging.logWriter'],
  identities: Object.fromEntries(
    ['evaluate', 'remediate', 'notify', 'console', 'sweep', 'jobWriter', 'accountWriter'].map(
      (name) => [name, account(`bailiff-${name.toLowerCase()}`)],
    ),
  ),
};
const POLICY = `apiVersion: bailiff/v1
# Something of all that policies are made of.
defaults:
  owner: user:admin@example.com
limits:
  remediationsPerHour: 20
managed: []
rules:
  default-service-account:
    mode: ticket
    overrides:
      - name: payments
        when: finding.resource.project == "payments-prod" && !finding.attempted
        mode: remediate
        action:
          create:
            roles: []
trust:
  - projects: [payments-prod]
    accounts: [${RUNTIME}]
    deployers: [user:dev@example.com]
`;
const ENTRY = {
  insertId: 'sample',
  timestamp: '2026-01-01T00:00:00Z',
  protoPayload: {
    serviceName: 'run.googleapis.com',
    methodName: 'google.cloud.run.v2.Jobs.CreateJob',
    resourceName: 'projects/payments-prod/locations/us-central1/jobs/nightly',
    authenticationInfo: { principalEmail: 'dev@example.com' },
  },
};

/**
 * Reads a deployment, a policy and an audit entry, as each start does whatever it is told, and keeps none of them. Called
 * where the function is built, so that V8 keeps what it compiled for that too (scripts/bundle/start.cjs). Throws when one
 * of them is no longer as it has to be.
 */
export function readSamples(): void {
  const read = readDeployment(DEPLOYMENT);
  if (!read.ok) throw new Error(read.faults.join('\n'));
  const loaded = loadPolicy(POLICY, { rules: RULES, deployment: read.deployment, digest: '' });
  if (!loaded.ok) throw new Error(loaded.faults.map(({ message }) => message).join('\n'));
  const reading = auditLog.read(ENTRY, '', '');
  if (reading.kind === 'ignored') throw new Error(reading.detail);
}
