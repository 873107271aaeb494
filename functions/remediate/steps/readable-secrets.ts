import type { StepOf } from '../../../shared/domain/plan.ts';
import type { Resource } from '../../../shared/domain/resource.ts';
import type { JobState } from '../../../shared/domain/subject.ts';
import type { AccessPorts } from '../actions/access-ports.ts';
import { secretAccess } from '../actions/secret-access.ts';
import { type StepStop, stop, type Turn } from './step-runner.ts';

export interface ReadableSecretsPorts extends AccessPorts {
  readonly jobs: { read(job: Resource): Promise<Pick<JobState, 'secrets'> | undefined> };
}

const ATTEMPTS = 5;
const PAUSE_MS = 2000;

/** A stop unless the account that the job is to have can read every secret of the live job. A grant may take a while to be seen. */
export async function readableSecrets(
  { job, to }: StepOf<'assign-service-account'>,
  { ports, now, sleep }: Turn<ReadableSecretsPorts>,
): Promise<StepStop | undefined> {
  const secrets = (await ports.jobs.read(job))?.secrets ?? [];
  for (let attempt = 1; ; attempt += 1) {
    const access = await secretAccess(to, secrets, now(), ports);
    const named = access.secrets.join(', ');
    if (access.state === 'granted') return undefined;
    if (access.state === 'unknown')
      return stop('held', `Whether ${to} can read ${named} is unknown.`);
    if (attempt === ATTEMPTS)
      return stop('failed', `${to} cannot read ${named}, which the job needs.`);
    await sleep(PAUSE_MS);
  }
}
