import { TOPIC_PUBLISHERS, type TopicName } from '../deployed/parts.ts';
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
import { CHANNELS } from './channels.ts';
import type { Identity } from './identity.ts';
import { metricsPermissions } from './metrics.ts';
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
const publishes = (name: string) =>
  TOPICS.filter((topic) => TOPIC_PUBLISHERS[topic] === name).map((topic) => ({
    role: 'roles/pubsub.publisher',
    where: `topic ${topic}`,
    uses: publisherPermissions.publish,
  }));
const measures = {
  role: 'roles/telemetry.metricsWriter',
  where: 'project',
  optional: true,
  uses: metricsPermissions,
};
const reads = (uses: typeof LOOKS) => [
  { role: 'bailiffReader', where: 'organization', uses: reviewed(uses, false) },
  { role: REVIEWED.role, where: 'organization', uses: reviewed(uses, true) },
];
const becomes = (writer: string) => ({
  role: 'roles/iam.serviceAccountTokenCreator',
  where: `account ${writer}`,
  uses: impersonationPermissions.impersonate,
});
const TOPICS = Object.keys(TOPIC_PUBLISHERS) as TopicName[];
const NOBODY = 'nobody';

/** The functions. Each runs as an account of its own; none can change anything outside of the ledger and its topic. */
export const FUNCTIONS = [
  {
    account: 'bailiff-evaluate',
    does: 'Reads jobs, accounts and policies, and judges them.',
    by: NOBODY,
    grants: [...reads(READS), policyFile, ...publishes('evaluate'), ledger, measures],
  },
  {
    account: 'bailiff-remediate',
    does: 'Reads what evaluate reads, and writes only as one of the writers, for minutes.',
    by: NOBODY,
    grants: [
      ...reads(LOOKS),
      policyFile,
      ...publishes('remediate'),
      ledger,
      measures,
      becomes('bailiff-job-writer'),
      becomes('bailiff-account-writer'),
      becomes('bailiff-role-granter'),
      becomes('bailiff-org-policy-writer'),
    ],
  },
  {
    account: 'bailiff-notify',
    does: 'Keeps tickets and raises alerts, in the channels that the deployment names.',
    by: NOBODY,
    grants: [ledger, measures, ...CHANNELS],
  },
  {
    account: 'bailiff-sweep',
    does: 'Lists the jobs of the organization and asks for their re-checks.',
    by: NOBODY,
    grants: [
      { role: 'bailiffSweeper', where: 'organization', uses: assetPermissions.jobs },
      ...publishes('sweep'),
      ledger,
      measures,
    ],
  },
  {
    account: 'bailiff-console',
    does: 'Shows what the ledger holds, and hands on what approvers ask. Holds the ledger only where there is a console.',
    by: NOBODY,
    grants: [...publishes('console'), { ...ledger, optional: true }],
  },
] as const satisfies readonly Identity[];
