import { afterEach } from 'vitest';
import { evaluate } from '../../../functions/evaluate/evaluate.ts';
import type { EvaluatePorts } from '../../../functions/evaluate/ports.ts';
import { auditLog } from '../../../functions/evaluate/sources/audit-log.ts';
import type { OrganizationFile } from '../../../sandbox/organization/file.ts';
import type { Deployment } from '../../../shared/domain/deployment.ts';
import { jobReader } from '../../../shared/gcp/jobs.ts';
import { organizationPolicies } from '../../../shared/gcp/org-policy.ts';
import { projects } from '../../../shared/gcp/projects.ts';
import { publisher } from '../../../shared/gcp/publisher.ts';
import { serviceAccounts } from '../../../shared/gcp/service-accounts.ts';
import { troubleshooter } from '../../../shared/gcp/troubleshooter.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { openLog } from '../../../shared/log.ts';
import { RULES } from '../../../shared/rules/registry.ts';
import { exampleDeployment, examplePolicy } from '../../fixtures/example-policy.ts';
import { EVALUATE, localApis } from '../../shared/gcp/local-apis.ts';

export const DEFAULT = '310000000001-compute@developer.gserviceaccount.com';
export const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';
export const NAME = 'projects/payments-prod/locations/us-central1/jobs/nightly';
export const ID = 'default-service-account~payments-prod~us-central1~nightly';

interface Options {
  readonly policy?: string;
  readonly edit?: (file: OrganizationFile) => void;
  readonly deployment?: Partial<Deployment>;
  readonly ports?: Partial<EvaluatePorts>;
  /** Of the cloud, milliseconds since 1970. */
  readonly clock?: () => number;
}

/** Evaluate with its real parts, against the local organization's APIs and a ledger in memory. */
export async function evaluating(options: Options) {
  const apis = await localApis(options.edit, options.clock);
  const ledger = openSqliteLedger(':memory:');
  const lines: Record<string, unknown>[] = [];
  const google = apis.as(EVALUATE);
  const deployment = exampleDeployment(options.deployment);
  const policy = examplePolicy(options.policy);
  let delivered = 0;
  const ports: EvaluatePorts = {
    source: auditLog,
    readers: {
      organization: deployment.organization,
      jobs: jobReader(google),
      projects: projects(google),
      accounts: serviceAccounts(google),
      troubleshooter: troubleshooter(google),
      organizationPolicies: organizationPolicies(google),
    },
    ledger,
    publisher: publisher(google, deployment.project),
    policy: { current: async () => ({ ok: true, policy }) },
    rules: RULES,
    deployment,
    now: () => new Date().toISOString(),
    log: openLog({
      name: 'evaluate',
      level: 'info',
      destination: { write: (line) => void lines.push(JSON.parse(line)) },
    }),
    ...options.ports,
  };
  /** Delivers text as Pub/Sub does; with an id, as the message of that id. */
  const deliverText = (
    data: string | undefined,
    messageId?: string,
    over: Partial<EvaluatePorts> = {},
  ) => {
    delivered += 1;
    const push = {
      messageId: messageId ?? `message-${delivered}`,
      data,
      attributes: {},
      publishTime: '2026-05-04T06:00:01Z',
      subscription: 'projects/bailiff-prod/subscriptions/evaluate',
      deliveryAttempt: 1,
    };
    return evaluate(push, { ...ports, ...over });
  };
  return {
    apis,
    ledger,
    ports,
    lines,
    published: apis.published,
    deliverText,
    deliver: (entry: unknown, messageId?: string, over?: Partial<EvaluatePorts>) =>
      deliverText(JSON.stringify(entry), messageId, over),
    /** What was logged last: one entry for each call that changed something or tried to. */
    newestEntry: () => structuredClone(apis.log.entries.at(-1)) as Record<string, unknown>,
    findings: async () => (await ledger.findings({ limit: 500 })).findings,
    close: async () => {
      await ledger.close();
      await apis.close();
    },
  };
}
export type Evaluating = Awaited<ReturnType<typeof evaluating>>;

const open: Evaluating[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()));
});

/** Evaluate for one test, which ends it. */
export async function start(options: Options = {}): Promise<Evaluating> {
  const started = await evaluating(options);
  open.push(started);
  return started;
}

/** Has a user move the job payments-prod/nightly to another account. */
export async function moveTo(
  at: Evaluating,
  serviceAccount: string,
  as = 'user:dev@example.com',
): Promise<void> {
  const jobs = at.apis.jobsAs(as);
  const { data } = await jobs.get({ name: NAME });
  const task = { ...data.template?.template, serviceAccount };
  const { labels, etag } = data;
  await jobs.patch({
    name: NAME,
    requestBody: { ...(labels ? { labels } : {}), etag: etag ?? '', template: { template: task } },
  });
}
