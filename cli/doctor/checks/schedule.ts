import { z } from 'zod';
import { SWEEP_JOB } from '../../../shared/deployed/parts.ts';
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

const BODY = '{"kind":"sweep"}';

/** Cloud Scheduler asks for sweeps. */
export const schedule: Check = {
  id: 'schedule',
  probes: (patient) => [{ about: `Scheduler job ${SWEEP_JOB}`, look: () => look(patient) }],
};

async function look({ ask, deployment, region }: Patient): Promise<Judged> {
  const { project } = deployment;
  const path = `/v1/projects/${project}/locations/${region}/jobs/${SWEEP_JOB}`;
  const job = await unless([404], ask.get('cloudscheduler.googleapis.com', path, Job));
  if (job === undefined) return wrong('It is not there: nothing is swept.', APPLY);
  const command = (verb: string, flags = '') =>
    `gcloud scheduler jobs ${verb} ${SWEEP_JOB} --location=${region}${flags} --project=${project}`;
  const topic = `projects/${project}/topics/sweeps`;
  const faults: Fault[] = [];
  if (job.state !== 'ENABLED')
    faults.push({ says: `It is ${job.state || 'in no known state'}.`, mend: command('resume') });
  const { topicName, data = '' } = job.pubsubTarget ?? {};
  if (topicName !== topic)
    faults.push({
      says: `It publishes to ${topicName ?? 'no topic'}.`,
      mend: command('update pubsub', ` --topic=${topic}`),
    });
  if (Buffer.from(data, 'base64').toString() !== BODY)
    faults.push({
      says: 'What it publishes asks for no sweep.',
      mend: command('update pubsub', ` --message-body='${BODY}'`),
    });
  if (job.status !== undefined && job.status.code !== 0)
    faults.push({
      says: `Its last run failed (code ${job.status.code}).`,
      mend: command('run'),
    });
  return judge(faults, `It asks for a sweep at ${job.schedule} UTC.`);
}
