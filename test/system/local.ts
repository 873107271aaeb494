import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiRoutes } from '../../sandbox/apis/routes.ts';
import type { V2Job } from '../../sandbox/apis/run/job-record.ts';
import type { LogEntry } from '../../sandbox/audit/entry-log.ts';
import {
  type LocalOrganizationOptions,
  type Parts,
  runLocalOrganization,
} from '../../sandbox/local-organization.ts';
import { type OrganizationFile, readOrganizationFile } from '../../sandbox/organization/file.ts';
import { findAccount } from '../../sandbox/organization/hierarchy.ts';
import { WIRES } from '../../sandbox/wires.ts';
import type { Finding } from '../../shared/domain/finding.ts';
import type { Binding } from '../../shared/domain/iam-policy.ts';
import type { Topic } from '../../shared/domain/topics.ts';
import { writesIn } from './writes.ts';

export const DEFAULT = '310000000001-compute@developer.gserviceaccount.com';
export const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';
const DEV = 'user:dev@example.com';
export const CI = 'user:ci@example.com';
export const ADMIN = 'user:admin@example.com';
export const JOB_WRITER = 'serviceAccount:bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com';

const CONTAINERS = [{ image: 'us-docker.pkg.dev/cloudrun/container/job' }];
// The functions look at the policy file again when half a second has passed.
const POLICY_AGE_MS = 600;

/** A policy whose one rule says this; indented as the keys of the rule. */
export function ruleSays(...lines: readonly string[]): string {
  return [
    'apiVersion: bailiff/v1',
    'limits: { remediationsPerHour: 1000, remediationsPerHourPerProject: 500 }',
    'rules:',
    '  default-service-account:',
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n');
}

/** Every job of the organization is mended, with an account of its own that gets these roles. */
export function mends(...roles: readonly string[]): string {
  const action = `action: { create: { roles: [${roles.join(', ')}] } }`;
  return ruleSays('mode: remediate', action, 'remediateExecuted: true');
}

export const OBSERVES = ruleSays('mode: observe');
export const TICKETS = ruleSays('mode: ticket');

interface Place {
  readonly project?: string;
  readonly location?: string;
}

interface Deploy extends Place {
  readonly as?: string;
  /** The default account when left out. */
  readonly account?: string;
  /** What the client says of itself. */
  readonly agent?: string;
  /** More members of the job. */
  readonly job?: Readonly<Record<string, unknown>>;
}

interface Options extends Omit<LocalOrganizationOptions, 'organization' | 'policyFile'> {
  /** examples/policy.yaml when left out. */
  readonly policy?: string;
  /** Changes the example organization before it is made. */
  readonly edit?: (file: OrganizationFile) => void;
  /** What stands for some of the functions. */
  readonly wires?: Partial<Parts['wires']>;
}

/** The local organization with its real functions, queue and ledger, and what people and strangers do to it. */
export async function startLocal({ policy, edit, wires, ...rest }: Options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'system-'));
  const policyFile = join(folder, 'policy.yaml');
  if (policy !== undefined) writeFileSync(policyFile, policy);
  const file = readOrganizationFile('sandbox/organization.yaml');
  edit?.(file);
  const clean = () => rmSync(folder, { recursive: true, force: true });
  const parts = { routes: apiRoutes, wires: { ...WIRES, ...wires } };
  const local = await runLocalOrganization(parts, {
    organization: file,
    ...(policy === undefined ? {} : { policyFile }),
    logLevel: 'silent',
    ...rest,
  }).catch((error: unknown) => {
    clean();
    throw error;
  });
  const { url, organization, log, queue, ledger } = local;

  /** A call as the principal; throws the API's own words when it is refused. */
  async function call(as: string, method: string, path: string, body?: unknown, agent?: string) {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer sandbox:${as}`,
        'content-type': 'application/json',
        ...(agent === undefined ? {} : { 'user-agent': agent }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  }

  const nameOf = (job: string, { project = 'payments-prod', location = 'us-central1' }: Place) =>
    `projects/${project}/locations/${location}/jobs/${job}`;

  const bodyOf = ({ account, job }: Deploy) => ({
    template: {
      template: {
        containers: CONTAINERS,
        ...(account === undefined ? {} : { serviceAccount: account }),
      },
    },
    ...job,
  });

  return {
    url,
    organization,
    queue,
    ledger,
    close: async () => {
      await local.close();
      clean();
    },
    call,
    create: (job: string, how: Deploy = {}) => {
      const parent = nameOf(job, how).replace(/\/[^/]+$/, '');
      return call(how.as ?? DEV, 'POST', `v2/${parent}?jobId=${job}`, bodyOf(how));
    },
    /** Replaces the job whole. */
    update: (job: string, how: Deploy = {}) =>
      call(how.as ?? DEV, 'PATCH', `v2/${nameOf(job, how)}`, bodyOf(how), how.agent),
    remove: (job: string, how: Deploy = {}) =>
      call(how.as ?? DEV, 'DELETE', `v2/${nameOf(job, how)}`),
    job(job: string, place: Place = {}): V2Job {
      const record = organization.jobs.get(nameOf(job, place));
      if (record === undefined) throw new Error(`There is no job ${nameOf(job, place)}.`);
      return record.body;
    },
    runsAs(job: string, place: Place = {}) {
      return this.job(job, place).template?.template?.serviceAccount;
    },
    async finding(job: string, place: Place = {}) {
      const { project = 'payments-prod', location = 'us-central1' } = place;
      const id = ['default-service-account', project, location, job].join('~');
      const found = await ledger.finding(id);
      if (found === undefined) throw new Error(`There is no finding of ${job}.`);
      return found;
    },
    findings: async (): Promise<readonly Finding[]> =>
      (await ledger.findings({ limit: 500 })).findings,
    alerts: async () =>
      (await ledger.alerts()).map(({ kind, severity, about }) => ({ kind, severity, about })),
    /** Sends what was written by hand where the log sink delivers, and answers the status. */
    async post(entry: unknown): Promise<number> {
      const body = typeof entry === 'string' ? entry : JSON.stringify(entry);
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`${url}sandbox/events`, { method: 'POST', headers, body })).status;
    },
    publish: (topic: Topic, message: unknown) => {
      const text = typeof message === 'string' ? message : JSON.stringify(message);
      return queue.publish(topic, { data: Buffer.from(text).toString('base64'), attributes: {} });
    },
    /** Waits until every event has come to its end. */
    settled: () => queue.idle(),
    /** Writes another policy file, or takes it away, and waits until it is looked at again. */
    async setPolicy(text: string | undefined) {
      if (text === undefined) rmSync(policyFile);
      else writeFileSync(policyFile, text);
      await sleep(POLICY_AGE_MS);
    },
    /** Edits the allow policy of a project, folder or the organization, as the admin does. */
    async editPolicy(name: string, edit: (bindings: readonly Binding[]) => readonly Binding[]) {
      const policy = await call(ADMIN, 'POST', `v3/${name}:getIamPolicy`, {});
      const bindings = edit(policy['bindings'] as readonly Binding[]);
      await call(ADMIN, 'POST', `v3/${name}:setIamPolicy`, { policy: { ...policy, bindings } });
    },
    entries: (): readonly LogEntry[] => log.entries,
    /** The newest entry about the job, as the sink would deliver it. */
    entryOf(job: string, place: Place = {}): LogEntry {
      const name = nameOf(job, place);
      const entry = log.entries.findLast(({ protoPayload }) =>
        JSON.stringify(protoPayload).includes(`"resourceName":"${name}"`),
      );
      if (entry === undefined) throw new Error(`The log has no entry about ${name}.`);
      return entry;
    },
    /** What Bailiff's identities changed, oldest first, as `METHOD OF-WHAT`. */
    writes: () => writesIn(log.entries),
    account: (email: string) => findAccount(organization, email),
    allowPolicy: (name: string) => organization.policies.get(name)?.at(-1)?.policy,
    /** Policies, accounts and jobs as one text, to be compared. */
    state: () =>
      JSON.stringify([organization.policies, organization.accounts, organization.jobs], plain),
  };
}
export type Local = Awaited<ReturnType<typeof startLocal>>;

/** Maps and sets as lists, which JSON.stringify would leave out. */
function plain(_name: string, value: unknown): unknown {
  return value instanceof Map || value instanceof Set ? [...value] : value;
}
