import type { OrganizationFile } from '../../../sandbox/organization/file.ts';
import type { Binding } from '../../../shared/domain/iam-policy.ts';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { type Evaluating, start } from './evaluating.ts';

export const BATCH = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
export const ADMIN = 'user:admin@example.com';
const DEV = 'user:dev@example.com';
export const AGENT =
  'serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com';
export const MINTS = { role: 'roles/iam.serviceAccountTokenCreator', members: [AGENT] };
const ACTS = { role: 'roles/iam.serviceAccountUser', members: [DEV] };
/** What the admin may do here beside what the example organization lets him. */
const ADMINISTERS = [
  'iam.roles.create',
  'iam.roles.update',
  'iam.roles.delete',
  'iam.roles.undelete',
  'iam.denypolicies.create',
  'iam.denypolicies.delete',
  'run.jobs.delete',
];

type Edit = (file: OrganizationFile) => void;

/** The project that this file has under the id. */
export function projectIn({ projects }: OrganizationFile, id: string) {
  const found = projects.find((one) => one.id === id);
  if (found === undefined) throw new Error(`The example organization has no project ${id}.`);
  return found;
}

/** dev may act as batch-runtime@identity-prod, and Cloud Run of payments-prod may mint tokens for it. */
const lent: Edit = (file) => {
  projectIn(file, 'identity-prod').accountBindings[BATCH] = [
    { ...MINTS, members: [...MINTS.members] },
    { ...ACTS, members: [...ACTS.members] },
  ];
};

/** The same, but that Cloud Run may mint tokens is inherited from the node that `edit` binds it at. */
export function inherited(
  edit: (file: OrganizationFile, mints: { role: string; members: string[] }) => void,
): Edit {
  return (file) => {
    projectIn(file, 'identity-prod').accountBindings[BATCH] = [
      { ...ACTS, members: [...ACTS.members] },
    ];
    edit(file, { ...MINTS, members: [...MINTS.members] });
  };
}

type Options = NonNullable<Parameters<typeof start>[0]>;

/**
 * Evaluate beside the job payments-prod/cp, which runs as batch-runtime@identity-prod and was judged once; for one test,
 * unless `begin` says otherwise.
 */
export async function startShared(
  options: Options = {},
  begin: (options: Options) => Promise<Evaluating> = start,
): Promise<Evaluating> {
  const { edit = lent } = options;
  const at = await begin({
    ...options,
    edit: (file) => {
      file.organization.roles['accessAdmin'] = ADMINISTERS;
      file.organization.bindings.push({
        role: 'organizations/100000000001/roles/accessAdmin',
        members: [ADMIN],
      });
      edit(file);
    },
  });
  await createJob(at.apis, 'cp', { serviceAccount: BATCH });
  await at.deliver(at.newestEntry());
  return at;
}

/** A call as the principal; throws the API's own words when it is refused. */
export async function call(
  { apis }: Evaluating,
  as: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${apis.apiRoot}/${path}`, {
    method,
    headers: { authorization: `Bearer sandbox:${as}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return JSON.parse(text) as Record<string, unknown>;
}

/** Edits an allow policy as the principal: of an account by `v1/projects/P/serviceAccounts/A`, of a node by its name. */
export async function editPolicy(
  at: Evaluating,
  path: string,
  edit: (bindings: readonly Binding[]) => readonly Binding[],
  as = ADMIN,
): Promise<void> {
  const policy = await call(at, ADMIN, 'POST', `${path}:getIamPolicy`, {});
  const bindings = edit((policy['bindings'] ?? []) as readonly Binding[]);
  await call(at, as, 'POST', `${path}:setIamPolicy`, { policy: { ...policy, bindings } });
}

export const ACCOUNT_PATH = `v1/projects/identity-prod/serviceAccounts/${BATCH}`;

export function withoutMinting(bindings: readonly Binding[]): readonly Binding[] {
  return bindings.filter(({ role }) => role !== MINTS.role);
}

/** What the newest event came to, by the log. */
export function newestResult({ lines }: Evaluating): unknown {
  return lines.at(-1)?.['result'];
}

/** The findings as `RULE STATE`. */
export async function statesIn(at: Evaluating): Promise<readonly string[]> {
  return (await at.findings()).map(({ rule, state }) => `${rule} ${state}`).toSorted();
}

/** Two jobs under the account, from which minting was then taken. */
export async function startTwo(): Promise<{ at: Evaluating; entry: Record<string, unknown> }> {
  const at = await startShared();
  await createJob(at.apis, 'second', { serviceAccount: BATCH });
  await at.deliver(at.newestEntry());
  await editPolicy(at, ACCOUNT_PATH, withoutMinting);
  return { at, entry: at.newestEntry() };
}
