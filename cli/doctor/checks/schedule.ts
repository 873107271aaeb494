import { z } from 'zod';
import { SCHEDULED } from '../../../shared/deployed/parts.ts';
import { unless } from '../../../shared/gcp/call.ts';
import { APPLY, type Check } from '../check.ts';
import { type Fault, type Judged, judge, wrong } from '../judged.ts';
import type { Patient } from '../patient.ts';

/** https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs */
const Job = z.object({
  state: z.string().default(''),
  schedule: z.string().default(''),
  pubsubTarget: z
    .object({ topicName: z.string().default(''), data: z.string().default('') })
    .optional(),
  status: z.object({ code: z.number().default(0), message: z.string().default('') }).optional(),
});

type Scheduled = (typeof SCHEDULED)[number];

/** Cloud Scheduler asks for sweeps and ticks. */
export const schedule: Check = {
  id: 'schedule',
  probes: (patient) =>
    SCHEDULED.map((one) => ({
      about: `Scheduler job ${one.job}`,
      look: () => look(one, patient),
    })),
};

async function look(
  { job: id, topic: name, asks }: Scheduled,
  { ask, deployment, region }: Patient,
): Promise<Judged> {
  const { project } = deployment;
  const path = `/v1/projects/${project}/locations/${region}/jobs/${id}`;
  const job = await unless([404], ask.get('cloudscheduler.googleapis.com', path, Job));
  if (job === undefined) return wrong(`It is not there: nothing asks for a ${asks}.`, APPLY);
  const command = (verb: string, flags = '') =>
    `gcloud scheduler jobs ${verb} ${id} --location=${region}${flags} --project=${project}`;
  const topic = `projects/${project}/topics/${name}`;
  const body = JSON.stringify({ kind: asks });
  const faults: Fault[] = [];
  if (job.state !== 'ENABLED')
    faults.push({ says: `It is ${job.state || 'in no known state'}.`, mend: command('resume') });
  const { topicName, data = '' } = job.pubsubTarget ?? {};
  if (topicName !== topic)
    faults.push({
      says: `It publishes to ${topicName ?? 'no topic'}.`,
      mend: command('update pubsub', ` --topic=${topic}`),
    });
  if (Buffer.from(data, 'base64').toString() !== body)
    faults.push({
      says: `What it publishes asks for no ${asks}.`,
      mend: command('update pubsub', ` --message-body='${body}'`),
    });
  if (job.status !== undefined && job.status.code !== 0)
    faults.push({
      says: `Its last run failed (code ${job.status.code}).`,
      mend: command('run'),
    });
  return judge(faults, `It asks for a ${asks} at ${job.schedule} UTC.`);
}
