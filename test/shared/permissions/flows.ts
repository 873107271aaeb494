import { googlePorts } from '../../../functions/remediate/google-ports.ts';
import { runnable } from '../../../functions/remediate/steps/registry.ts';
import type { Facts } from '../../../functions/remediate/steps/step-runner.ts';
import { putObject } from '../../../sandbox/organization/buckets.ts';
import type { OrganizationFile } from '../../../sandbox/organization/file.ts';
import { addSecretVersion } from '../../../sandbox/organization/secrets.ts';
import { fullResourceName } from '../../../shared/domain/resource.ts';
import { policyAt } from '../../../shared/engine/policy-at.ts';
import { openPolicySource } from '../../../shared/engine/policy-source.ts';
import { secrets } from '../../../shared/gcp/secrets.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { RULES } from '../../../shared/rules/registry.ts';
import { exampleDeployment } from '../../fixtures/example-policy.ts';
import { BATCH, projectIn } from '../../functions/evaluate/cross-project.ts';
import { AGENT } from '../../functions/remediate/accessing.ts';
import { job } from '../../functions/remediate/local-jobs.ts';
import { start as startSweep } from '../../functions/sweep/sweeping.ts';
import { REPORTS } from '../../system/local.ts';
import { wholeBailiff } from '../../system/whole-bailiff.ts';
import { createJob, EVALUATE, type LocalApis, localApis, REMEDIATE } from '../gcp/local-apis.ts';

type Edit = (file: OrganizationFile) => void;
export type Watch = (organization: LocalApis['organization']) => void;

/**
 * Something that Bailiff does, from its beginning, in an organization changed by `edit`. Answers what came of it: each
 * finding as `RULE STATE` with what could not be read and what was done last, and what was thrown.
 */
export type Flow = (edit: Edit, watch: Watch) => Promise<readonly string[]>;

const DEV = 'user:dev@example.com';
const ADMIN = 'user:admin@example.com';
const NOTIFY = 'serviceAccount:bailiff-notify@bailiff-prod.iam.gserviceaccount.com';
const ROLES = 'organizations/100000000001/roles';
const CONSTRAINT = 'iam.disableCrossProjectServiceAccountUsage';
const POLICY_BUCKET = 'bailiff-prod-bailiff-policy';
const SECRETS = 'roles/secretmanager.secretAccessor';
const IMAGE = 'us-central1-docker.pkg.dev/payments-prod/jobs/nightly';

const mending = (action: string) =>
  [
    'apiVersion: bailiff/v1',
    'rules:',
    '  default-service-account:',
    '    mode: remediate',
    '    remediateExecuted: true',
    `    action: ${action}`,
  ].join('\n');

/** The job runs, reads a secret, and its image is in Artifact Registry. */
async function deployNightly(apis: LocalApis): Promise<void> {
  const password = { secretKeyRef: { secret: 'password', version: '1' } };
  const container = { image: IMAGE, env: [{ name: 'PASSWORD', valueSource: password }] };
  await createJob(apis, 'nightly', { template: { containers: [container] } });
  const name = 'projects/payments-prod/locations/us-central1/jobs/nightly';
  await apis.jobsAs(DEV).run({ name, requestBody: {} });
}

const furnished: Edit = (file) => {
  const payments = projectIn(file, 'payments-prod');
  const runtime = 'serviceAccount:310000000001-compute@developer.gserviceaccount.com';
  const bindings = [{ role: SECRETS, members: [`serviceAccount:${REPORTS}`] }];
  payments.secrets.push({ name: 'password', bindings });
  payments.bindings.push(
    { role: SECRETS, members: [runtime] },
    { role: 'roles/artifactregistry.reader', members: [DEV] },
  );
  file.organization.roles['denyAdmin'] = ['iam.denypolicies.create'];
  file.organization.roles['listing'] = ['storage.objects.list'];
  file.organization.bindings.push({ role: `${ROLES}/denyAdmin`, members: [ADMIN] });
};

/** Cloud Run may mint tokens by a custom role of the account's project. */
const lent: Edit = (file) => {
  const home = projectIn(file, 'identity-prod');
  file.organization.roles['minter'] = ['iam.serviceAccounts.getAccessToken'];
  home.bindings.push({ role: `${ROLES}/minter`, members: [AGENT] });
  home.accountBindings[BATCH] = [{ role: 'roles/iam.serviceAccountUser', members: [DEV] }];
};

function judged(
  policy: string | undefined,
  deploy: (apis: LocalApis) => Promise<void>,
  world: Edit = () => {},
): Flow {
  return async (edit, watch) => {
    const { dedicatedAccountRoles } = exampleDeployment();
    const at = await wholeBailiff({
      policy: policy ?? TRUSTS,
      deployment: { dedicatedAccountRoles: [...dedicatedAccountRoles, `${ROLES}/listing`] },
      edit: (file) => {
        furnished(file);
        world(file);
        edit(file);
      },
    });
    watch(at.apis.organization);
    const thrown = await (async () => {
      await denySomebody(at.apis);
      await deploy(at.apis);
      await at.settle(() => 0.5);
    })().then(() => [], words);
    const { findings } = await at.ledger.findings({ limit: 500 });
    await at.close();
    const told = findings.flatMap(({ rule, state, indeterminate, history }) => [
      `${rule} ${state}`,
      ...indeterminate,
      ...history.map(({ what }) => what).slice(-1),
    ]);
    return [...thrown, ...told];
  };
}

const TRUSTS = [
  'apiVersion: bailiff/v1',
  'rules:',
  '  missing-act-as: { mode: remediate }',
  '  missing-token-creator: { mode: remediate }',
  'trust:',
  `  - { projects: [payments-prod], accounts: [${BATCH}], deployers: [${DEV}] }`,
].join('\n');

/** A deny policy that concerns nobody here: to know so, one has to read it. */
async function denySomebody({ apiRoot }: LocalApis): Promise<void> {
  const point = 'cloudresourcemanager.googleapis.com%2Forganizations%2F100000000001';
  const denyRule = {
    deniedPrincipals: ['principal://goog/subject/somebody@example.com'],
    deniedPermissions: ['run.googleapis.com/jobs.delete'],
  };
  const answer = await fetch(`${apiRoot}/v2/policies/${point}/denypolicies?policyId=somebody`, {
    method: 'POST',
    headers: { authorization: `Bearer sandbox:${ADMIN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ rules: [{ denyRule }] }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

function words(error: unknown): readonly string[] {
  return [String(error)];
}

const sweeps: Flow = async (edit, watch) => {
  const at = await startSweep(edit);
  watch(at.apis.organization);
  await createJob(at.apis, 'nightly');
  const thrown = await at.deliver('1').then(() => [], words);
  return [...thrown, ...at.asked().flatMap(({ jobs }) => jobs)];
};

/** A process that starts when the policy file was uploaded a minute ago, and said the same before. */
/** Notify reads what a channel proves itself with. */
const readsSecret: Flow = async (edit, watch) => {
  const bindings = [{ role: SECRETS, members: [NOTIFY] }];
  const apis = await localApis((file) => {
    projectIn(file, 'bailiff-prod').secrets.push({ name: 'slack', bindings });
    edit(file);
  });
  watch(apis.organization);
  addSecretVersion(apis.organization, 'projects/bailiff-prod/secrets/slack', 'token');
  const version = 'projects/bailiff-prod/secrets/slack/versions/latest';
  const said = await secrets(apis.as(NOTIFY)).access(version).catch(String);
  await apis.close();
  return [said];
};

const readsPolicy =
  (as: string): Flow =>
  async (edit, watch) => {
    const apis = await localApis(edit);
    watch(apis.organization);
    const now = () => Date.parse('2026-11-22T10:00:00Z');
    for (const minutes of [6000, 1]) {
      const then = { ...apis.organization, now: () => now() - minutes * 60_000 };
      putObject(then, POLICY_BUCKET, 'policy.yaml', mending('{ create: { roles: [] } }'));
    }
    const said: string[] = [];
    const source = openPolicySource({
      place: policyAt(`gs://${POLICY_BUCKET}/policy.yaml`, apis.as(as)),
      delaySeconds: 600,
      deployment: exampleDeployment(),
      rules: RULES,
      now,
      onWidened: ({ differences }) => void said.push(...differences),
    });
    const loaded = await source.current();
    await apis.close();
    return [
      ...said,
      ...(loaded.ok ? ['a policy in force'] : loaded.faults.map(({ message }) => message)),
    ];
  };

/** Lifts the constraint and puts it back: in a project without a policy of its own, and in one with such a policy. */
const lifts: Flow = async (edit, watch) => {
  const apis = await localApis((file) => {
    projectIn(file, 'payments-prod').policies[CONSTRAINT] = 'enforced';
    edit(file);
  });
  watch(apis.organization);
  const ledger = openSqliteLedger(':memory:');
  const ports = {
    ...googlePorts(apis.as(REMEDIATE), exampleDeployment()),
    ledger,
  };
  const lift = async (project: string): Promise<readonly string[]> => {
    let before: Facts | undefined;
    const now = () => '2026-11-22T10:00:00Z';
    const turn = (after?: Facts) => ({
      ports,
      resource: fullResourceName(job('cp')),
      uid: '',
      now,
      sleep: async () => {},
      since: now,
      before,
      after,
      begin: async (facts: Facts) => {
        // As the journal keeps it.
        before = JSON.parse(JSON.stringify(facts));
      },
      previous: undefined,
    });
    const step = runnable({ kind: 'allow-cross-project-use', project });
    const end = await step.run(turn());
    const { said = '' } = await step.putBack(turn(end.kind === 'done' ? end.after : undefined));
    return [said];
  };
  const said: string[] = [];
  for (const project of ['data-dev', 'payments-prod'])
    said.push(...(await lift(project).catch(words)));
  await ledger.close();
  await apis.close();
  return said;
};

export const FLOWS = {
  /** A job on the default account is moved onto one of its own. */
  mends: judged(mending(`{ create: { roles: [${SECRETS}, ${ROLES}/listing] } }`), deployNightly),
  /** It is moved onto an account that is there, and whose right to the secret is on the secret alone. */
  reuses: judged(mending(`{ existing: ${REPORTS} }`), deployNightly),
  /** A denied deploy under a trusted account of another project. */
  lends: judged(undefined, (apis) =>
    createJob(apis, 'cp', { serviceAccount: BATCH }).then(
      () => {
        throw new Error('The deploy was not denied.');
      },
      () => {},
    ),
  ),
  /** A job that runs under an account of another project as it should. */
  runs: judged(undefined, (apis) => createJob(apis, 'cp', { serviceAccount: BATCH }), lent),
  sweeps,
  lifts,
  evaluateReadsPolicy: readsPolicy(EVALUATE),
  remediateReadsPolicy: readsPolicy(REMEDIATE),
  readsSecret,
} as const satisfies Readonly<Record<string, Flow>>;
