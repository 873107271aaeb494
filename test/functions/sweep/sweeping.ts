import { afterEach } from 'vitest';
import type { SweepPorts } from '../../../functions/sweep/ports.ts';
import { sweep } from '../../../functions/sweep/sweep.ts';
import type { OrganizationFile } from '../../../sandbox/organization/file.ts';
import type { RecheckMessage } from '../../../shared/domain/message.ts';
import { assets } from '../../../shared/gcp/assets.ts';
import { publisher } from '../../../shared/gcp/publisher.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { openLog } from '../../../shared/log.ts';
import { createJob, type LocalApis, localApis, SWEEP } from '../../shared/gcp/local-apis.ts';

const ORGANIZATION = 'organizations/100000000001';
const ASKED = JSON.stringify({ kind: 'sweep' });

/** The full name of a job in us-central1. */
export function nameOf(job: string, project = 'payments-prod'): string {
  return `//run.googleapis.com/projects/${project}/locations/us-central1/jobs/${job}`;
}

async function sweeping(edit?: (file: OrganizationFile) => void) {
  const apis = await localApis(edit);
  const ledger = openSqliteLedger(':memory:');
  const lines: Record<string, unknown>[] = [];
  const google = apis.as(SWEEP);
  const ports: SweepPorts = {
    inventory: assets(google, 1),
    ledger,
    publisher: publisher(google, 'bailiff-prod'),
    organization: ORGANIZATION,
    now: () => new Date().toISOString(),
    log: openLog({
      name: 'sweep',
      level: 'info',
      destination: { write: (line) => void lines.push(JSON.parse(line)) },
    }),
  };
  return {
    apis,
    ledger,
    ports,
    lines,
    /** Delivers a message of `sweeps` as Pub/Sub does. */
    deliver: (
      messageId: string,
      over: Partial<SweepPorts> = {},
      data: string | undefined = ASKED,
    ) =>
      sweep(
        {
          messageId,
          data,
          attributes: {},
          publishTime: '2026-05-04T06:00:01Z',
          subscription: 'projects/bailiff-prod/subscriptions/sweeps-sweep',
          deliveryAttempt: 1,
        },
        { ...ports, ...over },
      ),
    asked: () => asked(apis),
    close: async () => {
      await ledger.close();
      await apis.close();
    },
  };
}
export type Sweeping = Awaited<ReturnType<typeof sweeping>>;

const open: Sweeping[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()));
});

/** Sweep with its real parts, against the local organization's APIs and a ledger in memory; for one test. */
export async function start(edit?: (file: OrganizationFile) => void): Promise<Sweeping> {
  const started = await sweeping(edit);
  open.push(started);
  return started;
}

/** What was published on `rechecks`, in order. */
function asked({ published }: LocalApis): readonly RecheckMessage[] {
  return published
    .filter(({ topic }) => topic === 'rechecks')
    .map(({ message }) => message as RecheckMessage);
}

/** Makes so many jobs in payments-prod, all like one that was really deployed: job-0000, job-0001 and so on. */
export async function manyJobs({ apis }: Sweeping, count: number): Promise<readonly string[]> {
  await createJob(apis, 'job-0000');
  const [record] = apis.organization.jobs.values();
  if (record === undefined) throw new Error('The job was not made.');
  const jobs = Array.from({ length: count }, (_, n) => `job-${String(n).padStart(4, '0')}`);
  for (const job of jobs)
    apis.organization.jobs.set(`projects/payments-prod/locations/us-central1/jobs/${job}`, record);
  return jobs.map((job) => nameOf(job));
}
