import { createHash, randomUUID } from 'node:crypto';
import { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js';
import { googlePorts } from '../../../functions/remediate/google-ports.ts';
import type { RemediatePorts } from '../../../functions/remediate/ports.ts';
import { remediate } from '../../../functions/remediate/remediate.ts';
import type { OrganizationFile } from '../../../sandbox/organization/file.ts';
import type { Deployment } from '../../../shared/domain/deployment.ts';
import { decisionId, type Finding, findingId } from '../../../shared/domain/finding.ts';
import type { FunctionMessage } from '../../../shared/domain/message.ts';
import { parsePrincipal } from '../../../shared/domain/principal.ts';
import { fullResourceName } from '../../../shared/domain/resource.ts';
import { gather } from '../../../shared/engine/gather.ts';
import { judge } from '../../../shared/engine/judge.ts';
import { standingCaps } from '../../../shared/engine/standing-caps.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { openLog } from '../../../shared/log.ts';
import { loadPolicy } from '../../../shared/policy/load.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { RULES } from '../../../shared/rules/registry.ts';
import { exampleDeployment } from '../../fixtures/example-policy.ts';
import { googleapisOptions } from '../../fixtures/googleapis-options.ts';
import { createJob, localApis, REMEDIATE } from '../../shared/gcp/local-apis.ts';
import { bodyOf, job, recordOf, writesIn } from './local-jobs.ts';

export const DEFAULT = '310000000001-compute@developer.gserviceaccount.com';

/** A policy whose one rule says this; indented as the keys of the rule. */
export function ruleSays(...lines: readonly string[]): string {
  return [
    'apiVersion: bailiff/v1',
    'limits: { remediationsPerHour: 500, remediationsPerHourPerProject: 500 }',
    'rules:',
    '  default-service-account:',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
}

export const MENDS = ruleSays(
  'mode: remediate',
  'action: { create: { roles: [roles/logging.logWriter] } }',
  'remediateExecuted: true',
);

export interface Options {
  readonly policy?: string;
  readonly edit?: (file: OrganizationFile) => void;
  readonly deployment?: Partial<Deployment>;
}

/** Remediate with its real parts, against the local organization's APIs and a ledger in memory. */
export async function remediating(options: Options = {}) {
  const apis = await localApis(options.edit);
  const deployment = exampleDeployment(options.deployment);
  const google = googlePorts(apis.as(REMEDIATE), deployment);
  let ledger = openSqliteLedger(':memory:');
  let policy = policyOf(options.policy ?? MENDS, deployment);
  let late = 0;
  let events = 0;
  const lines: string[] = [];
  const published: FunctionMessage[] = [];
  const now = () => new Date(Date.now() + late).toISOString();

  /** The ports as they are now, with changes. */
  const ports = (over: Partial<RemediatePorts> = {}): RemediatePorts => ({
    ...google,
    ledger,
    policy: { current: async () => ({ ok: true, policy }) },
    rules: RULES,
    publisher: { publish: async (_topic, message) => void published.push(message) },
    log: openLog({
      name: 'remediate',
      level: 'info',
      destination: { write: (line) => void lines.push(line) },
    }),
    now,
    sleep: async () => {},
    nonce: randomUUID,
    owner: randomUUID,
    ...over,
  });

  /** What evaluate does with an event of this job: the finding is recorded, and its message returned. */
  async function seen(name: string, principal = 'dev@example.com'): Promise<FunctionMessage> {
    events += 1;
    const event = `event-${events}`;
    const live = await gather(job(name), google.readers, { named: 'by-default', at: now() });
    if (live.kind !== 'live') throw new Error(`There is no job ${name}.`);
    const { subject } = live;
    const present = await ledger.finding(idOf(name));
    const [judged] = judge(subject, {
      rules: RULES,
      policy,
      deployment,
      principal: parsePrincipal(principal),
      today: now().slice(0, 10),
      occurrences: present?.occurrences ?? 1,
      caps: () => standingCaps(present, subject, { policy, deployment, at: now() }),
    });
    if (judged === undefined) throw new Error(`The job ${name} breaks no rule.`);
    const { uid, generation } = subject.job;
    const finding = await ledger.see({
      ...judged,
      principal,
      uid,
      generation,
      eventKey: event,
      at: now(),
    });
    return { kind: 'finding', finding: finding.id, decision: decisionId(finding, event), event };
  }

  const deliver = (message: unknown, over: Partial<RemediatePorts> = {}) =>
    remediate(push(JSON.stringify(message)), ports(over));

  return {
    apis,
    deployment,
    google,
    lines,
    published,
    now,
    ports,
    seen,
    deliver,
    deliverText: (text: string | undefined) => remediate(push(text), ports()),
    /** Makes a job of payments-prod, and records it as evaluate would. */
    made: async (name: string, how: Parameters<typeof createJob>[2] = {}) => {
      await createJob(apis, name, how);
      return seen(name, (how.as ?? 'user:dev@example.com').replace(/^\w+:/, ''));
    },
    ledger: (): Ledger => ledger,
    freshLedger: (): Ledger => {
      ledger = openSqliteLedger(':memory:');
      return ledger;
    },
    setPolicy: (text: string) => {
      policy = policyOf(text, deployment);
    },
    advance: (seconds: number) => {
      late += seconds * 1000;
    },
    finding: async (name: string): Promise<Finding> => {
      const found = await ledger.finding(idOf(name));
      if (found === undefined) throw new Error(`There is no finding of ${name}.`);
      return found;
    },
    remediations: (name: string) => ledger.remediationsOf(fullResourceName(job(name))),
    jobBody: (name: string) => bodyOf(apis, name),
    executionsOf: (name: string) => recordOf(apis, name).executions.size,
    runsAs: (name: string) => bodyOf(apis, name).template?.template?.serviceAccount,
    allowPolicy: (name: string) => apis.organization.policies.get(name)?.at(-1)?.policy,
    accountOf: (email: string) =>
      [...apis.organization.accounts.values()].find(
        (account) => account.email === email && account.deleted === undefined,
      ),
    /** As an administrator does; the project's quota of accounts is not meant to be tested by chance. */
    deleteAccount: (email: string) =>
      new iam_v1.Iam(
        googleapisOptions(apis.apiRoot, 'user:admin@example.com'),
      ).projects.serviceAccounts.delete({
        name: `projects/payments-prod/serviceAccounts/${email}`,
      }),
    /** The address of the account that Bailiff made for the job. */
    dedicatedTo: async (name: string) => {
      const { uid } = bodyOf(apis, name);
      return (await ledger.accountOf(fullResourceName(job(name)), uid ?? ''))?.email ?? '';
    },
    /** Its roles on payments-prod. */
    rolesOf: (email: string) =>
      (apis.organization.policies.get('projects/payments-prod')?.at(-1)?.policy.bindings ?? [])
        .filter(({ members }) => members.includes(`serviceAccount:${email}`))
        .map(({ role }) => role),
    /** Calls by Bailiff's writers that changed something, oldest first. */
    writes: () => writesIn(apis),
    close: async () => {
      await ledger.close();
      await apis.close();
    },
  };
}
export type Remediating = Awaited<ReturnType<typeof remediating>>;

/** Of the finding of a live job. */
function idOf(name: string) {
  const live = { attempted: false, deployer: undefined, serviceAccount: undefined };
  return findingId({ rule: RULES[0].id, resource: job(name), ...live });
}

function policyOf(text: string, deployment: Deployment): Policy {
  const digest = createHash('sha256').update(text).digest('hex');
  const loaded = loadPolicy(text, { rules: RULES, deployment, digest });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.policy;
}

function push(data: string | undefined) {
  return {
    messageId: randomUUID(),
    data,
    attributes: {},
    publishTime: '2026-05-04T06:00:01Z',
    subscription: 'projects/bailiff-prod/subscriptions/decisions-remediate',
    deliveryAttempt: 1,
  };
}
