import type { StepOf } from '../../../shared/domain/plan.ts';
import { jobFacts } from './job-facts.ts';
import { readSinceWrite } from './read-since-write.ts';
import { changed, type Standing, type Turn } from './step-runner.ts';
import type { VerifyMovePorts } from './verify-move.ts';

/**
 * Whether the job is as the step left it. Its etag is not asked: that changes with each execution too, while the
 * generation counts what somebody wanted of the job. https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs
 */
export async function jobStanding(
  step: StepOf<'assign-service-account'>,
  turn: Turn<VerifyMovePorts>,
): Promise<Standing> {
  const { ports, after } = turn;
  const live = await readSinceWrite(step, turn);
  if (live === undefined) return changed('The job was deleted since.');
  const { uid, generation, etag, identity, lastModifier } = jobFacts(live);
  if (uid !== step.uid) return changed('The job was deleted and made again since.');
  const ours =
    identity === step.to &&
    generation === after?.['generation'] &&
    lastModifier === ports.deployment.identities.jobWriter;
  return ours
    ? { kind: 'as-left', before: { etag, generation, identity } }
    : changed(
        `${lastModifier || 'Somebody'} has changed the job since; it runs as ${identity || 'its default account'}.`,
      );
}
