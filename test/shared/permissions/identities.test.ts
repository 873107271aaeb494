import { describe, expect, it } from 'vitest';
import { IDENTITIES } from '../../../shared/permissions/identities.ts';
import { FLOWS, type Watch } from './flows.ts';
import { lacking } from './lacking.ts';

type FlowName = keyof typeof FLOWS;

const UNREAD = 'Not everything could be read, so nothing is changed: ';
/** Whether it is still wrong. */
const UNJUDGED =
  'missing-token-creator held\nHeld at ticket: Whether it is mended could not be read, so nothing is changed: ';
const FAILED = 'The remediation failed. ';
const UNPLANNED = 'What is needed to plan could not be read: ';

/** What comes of a flow in which one identity lacks one permission. */
const CONSEQUENCES: readonly (readonly [needs: string, flow: FlowName, said: string])[] = [
  ['evaluate iam.denypolicies.get', 'runs', 'The deny policies that apply may not be read'],
  ['evaluate iam.denypolicies.list', 'runs', 'The deny policies that apply may not be read'],
  [
    'evaluate iam.roles.get',
    'runs',
    'roles/minter on projects/identity-prod holds may not be read',
  ],
  ['evaluate iam.serviceAccounts.get', 'lends', 'may not be read (iam.serviceAccounts.get)'],
  ['evaluate iam.serviceAccounts.getIamPolicy', 'lends', '(iam.serviceAccounts.getIamPolicy;'],
  ['evaluate orgpolicy.policy.get', 'lends', 'may not be read (orgpolicy.policy.get)'],
  [
    'evaluate resourcemanager.folders.getIamPolicy',
    'lends',
    'folders/200000000001 may not be read',
  ],
  ['evaluate resourcemanager.organizations.getIamPolicy', 'lends', '100000000001 may not be read'],
  ['evaluate resourcemanager.projects.get', 'lends', 'ProjectUnread: '],
  ['evaluate resourcemanager.projects.getIamPolicy', 'mends', 'policy of projects/payments-prod'],
  ['evaluate run.executions.list', 'mends', 'may not list the executions of the job nightly'],
  ['evaluate run.jobs.get', 'mends', "ApiFailure: Permission 'run.jobs.get' denied"],
  ['evaluate storage.objects.get', 'evaluateReadsPolicy', 'cannot be read (HTTP 403: '],
  ['evaluate storage.objects.list', 'evaluateReadsPolicy', 'No version before it can be read'],
  ['remediate iam.denypolicies.get', 'reuses', 'can read is not known'],
  ['remediate iam.denypolicies.list', 'reuses', 'can read is not known'],
  ['remediate iam.roles.get', 'mends', UNPLANNED],
  ['remediate iam.serviceAccounts.get', 'lends', UNREAD],
  ['remediate iam.serviceAccounts.getAccessToken', 'mends', FAILED],
  ['remediate iam.serviceAccounts.getIamPolicy', 'lends', UNJUDGED],
  ['remediate iam.serviceAccounts.list', 'mends', UNPLANNED],
  ['remediate orgpolicy.policy.get', 'lends', UNREAD],
  ['remediate resourcemanager.folders.getIamPolicy', 'mends', UNREAD],
  ['remediate resourcemanager.organizations.getIamPolicy', 'mends', UNREAD],
  ['remediate resourcemanager.projects.get', 'mends', 'ProjectUnread: '],
  ['remediate resourcemanager.projects.getIamPolicy', 'lends', UNJUDGED],
  ['remediate run.executions.list', 'mends', UNREAD],
  ['remediate run.jobs.get', 'mends', "ApiFailure: Permission 'run.jobs.get' denied"],
  ['remediate secretmanager.secrets.getIamPolicy', 'reuses', 'can read is not known'],
  ['remediate storage.objects.get', 'remediateReadsPolicy', 'cannot be read (HTTP 403: '],
  ['remediate storage.objects.list', 'remediateReadsPolicy', 'No version before it can be read'],
  [
    'notify secretmanager.versions.access',
    'readsSecret',
    "Permission 'secretmanager.versions.access' denied for resource",
  ],
  ['sweep cloudasset.assets.searchAllResources', 'sweeps', 'ApiFailure: '],
  ['job-writer artifactregistry.repositories.downloadArtifacts', 'mends', FAILED],
  ['job-writer iam.serviceAccounts.actAs', 'mends', FAILED],
  ['job-writer run.jobs.get', 'mends', FAILED],
  ['job-writer run.jobs.update', 'mends', FAILED],
  [
    'job-writer run.operations.get',
    'mends',
    'itself put the job back after a remediation, so a person',
  ],
  ['account-writer iam.serviceAccounts.create', 'mends', FAILED],
  ['account-writer iam.serviceAccounts.get', 'mends', FAILED],
  ['account-writer iam.serviceAccounts.getIamPolicy', 'lends', FAILED],
  ['account-writer iam.serviceAccounts.setIamPolicy', 'lends', FAILED],
  ['role-granter resourcemanager.projects.getIamPolicy', 'mends', FAILED],
  ['role-granter resourcemanager.projects.setIamPolicy', 'mends', FAILED],
  ['org-policy-writer orgpolicy.policies.create', 'lifts', 'orgpolicy.policies.create'],
  ['org-policy-writer orgpolicy.policies.delete', 'lifts', 'orgpolicy.policies.delete'],
  ['org-policy-writer orgpolicy.policies.update', 'lifts', 'orgpolicy.policies.update'],
  ['org-policy-writer orgpolicy.policy.get', 'lifts', 'orgpolicy.policy.get'],
];

/**
 * What the local organization cannot show: it knows for every project what holds of a constraint, it asks IAM neither
 * for topics nor for the ledger, takes no metrics, has no Security Command Center, and push, builds and Google's own agents are no part of it.
 */
const NOT_ASKED =
  /^(?:(?:evaluate|remediate) orgpolicy\.constraints\.list|\S+ (?:pubsub|datastore|telemetry|securitycenter)\..*|(?:push-|build |the ).*)$/;

const DECLARED = new Set(
  IDENTITIES.flatMap(({ account, grants }) =>
    grants.flatMap(({ uses }) =>
      uses.map(({ permission }) => `${account.replace('bailiff-', '')} ${permission}`),
    ),
  ),
);

/** Who of Bailiff's identities was asked for which permission, as `NAME PERMISSION`. */
function record() {
  const granted = new Set<string>();
  const refused = new Set<string>();
  const watch: Watch = (organization) => {
    organization.onCheck = (check) => {
      const name = /^serviceAccount:bailiff-([a-z-]+)@/.exec(check.member)?.[1];
      if (name !== undefined)
        (check.granted ? granted : refused).add(`${name} ${check.permission}`);
    };
  };
  return { granted, refused, watch };
}

describe('the permissions that are declared', () => {
  it('are all that is asked of the identities while they do what they do, and enough', async () => {
    const { granted, refused, watch } = record();
    for (const flow of Object.values(FLOWS)) await flow(() => {}, watch);
    expect([...refused]).toEqual([]);
    expect([...granted].filter((one) => !DECLARED.has(one))).toEqual([]);
    const shown = [...DECLARED].filter((one) => !NOT_ASKED.test(one));
    expect([...granted].toSorted()).toEqual(shown.toSorted());
  });

  it('each have a consequence that is shown, where the local organization asks for them', () => {
    const shown = [...DECLARED].filter((one) => !NOT_ASKED.test(one));
    expect(CONSEQUENCES.map(([needs]) => needs).toSorted()).toEqual(shown.toSorted());
  });

  it.each(CONSEQUENCES)('%s is missed in the flow %s', async (needs, flow, said) => {
    const [name, permission = ''] = needs.split(' ');
    const member = `serviceAccount:bailiff-${name}@bailiff-prod.iam.gserviceaccount.com`;
    const { refused, watch } = record();
    const end = await FLOWS[flow](lacking(member, permission), watch);
    expect([...refused]).toEqual([needs]);
    expect(end.join('\n')).toContain(said);
    // Nobody takes for mended what he could not read.
    if (name === 'remediate') expect(end.join('\n')).not.toContain('It is mended already');
  });
});
