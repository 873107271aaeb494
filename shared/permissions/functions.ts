import { assetPermissions } from '../gcp/permissions/assets.ts';
import { impersonationPermissions } from '../gcp/permissions/google.ts';
import { jobReaderPermissions } from '../gcp/permissions/jobs.ts';
import { objectPermissions } from '../gcp/permissions/objects.ts';
import { organizationPolicyPermissions } from '../gcp/permissions/org-policy.ts';
import { orgPolicyReadingPermissions } from '../gcp/permissions/own-org-policies.ts';
import { hierarchyPermissions } from '../gcp/permissions/projects.ts';
import { publisherPermissions } from '../gcp/permissions/publisher.ts';
import { rolePermissions } from '../gcp/permissions/roles.ts';
import { accountReadingPermissions } from '../gcp/permissions/service-accounts.ts';
import { troubleshooterPermissions } from '../gcp/permissions/troubleshooter.ts';
import { ledgerPermissions } from '../ledger/permissions.ts';
import type { Identity } from './identity.ts';
import { REVIEWED, reviewed } from './reviewed.ts';

const READS = [
  ...jobReaderPermissions.read,
  ...jobReaderPermissions.runningExecutions,
  ...hierarchyPermissions.get,
  ...hierarchyPermissions.ancestors,
  ...hierarchyPermissions.policy,
  ...accountReadingPermissions.get,
  ...troubleshooterPermissions.explain,
  ...organizationPolicyPermissions.effective,
];

// Before it writes, remediate looks at more than evaluate does.
const LOOKS = [
  ...READS,
  ...accountReadingPermissions.count,
  ...accountReadingPermissions.policy,
  ...orgPolicyReadingPermissions.read,
  ...rolePermissions.permissions,
  ...troubleshooterPermissions.access,
];

const ledger = { role: 'roles/datastore.user', where: 'database bailiff', uses: ledgerPermissions };
const policyFile = {
  role: 'roles/storage.objectViewer',
  where: 'bucket of the policy',
  uses: [...objectPermissions.latest, ...objectPermissions.text, ...objectPermissions.versions],
};
const publishes = (topic: string) => ({
  role: 'roles/pubsub.publisher',
  where: `topic ${topic}`,
  uses: publisherPermissions.publish,
});
const reads = (uses: typeof LOOKS) => [
  { role: 'bailiffReader', where: 'organization', uses: reviewed(uses, false) },
  { role: REVIEWED.role, where: 'organization', uses: reviewed(uses, true) },
];
const becomes = (writer: string) => ({
  role: 'roles/iam.serviceAccountTokenCreator',
  where: `account ${writer}`,
  uses: impersonationPermissions.impersonate,
});
const NOBODY = 'nobody';

/** The functions. Each runs as an account of its own; none can change anything outside of the ledger and its topic. */
export const FUNCTIONS = [
  {
    account: 'bailiff-evaluate',
    does: 'Reads jobs, accounts and policies, and judges them.',
    by: NOBODY,
    grants: [...reads(READS), policyFile, publishes('decisions'), ledger],
  },
  {
    account: 'bailiff-remediate',
    does: 'Reads what evaluate reads, and writes only as one of the writers, for minutes.',
    by: NOBODY,
    grants: [
      ...reads(LOOKS),
      policyFile,
      publishes('outcomes'),
      ledger,
      becomes('bailiff-job-writer'),
      becomes('bailiff-account-writer'),
      becomes('bailiff-role-granter'),
      becomes('bailiff-org-policy-writer'),
    ],
  },
  {
    account: 'bailiff-notify',
    does: 'Keeps tickets and raises alerts.',
    by: NOBODY,
    grants: [ledger],
  },
  {
    account: 'bailiff-sweep',
    does: 'Lists the jobs of the organization and asks for their re-checks.',
    by: NOBODY,
    grants: [
      { role: 'bailiffSweeper', where: 'organization', uses: assetPermissions.jobs },
      publishes('rechecks'),
      ledger,
    ],
  },
  {
    account: 'bailiff-console',
    does: 'Is reserved for the console, which is not deployed yet.',
    by: NOBODY,
    grants: [],
  },
] as const satisfies readonly Identity[];
