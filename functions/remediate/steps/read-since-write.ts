import type { StepOf } from '../../../shared/domain/plan.ts';
import type { WholeJob } from '../../../shared/gcp/job-writer.ts';
import { Redeliver } from '../redeliver.ts';
import { jobFacts } from './job-facts.ts';
import type { MoveJobPorts } from './move-job.ts';
import { readAgain } from './read-again.ts';
import type { Turn } from './step-runner.ts';

/**
 * The job as it is since the step wrote it; `undefined` when it is there no more. Where a run that was cut off may or may
 * not have written, an answer from before is believed after a few seconds.
 * Throws Redeliver while the job is shown as it was before a write that is known to have been made.
 */
export async function readSinceWrite(
  step: StepOf<'assign-service-account'>,
  turn: Turn<MoveJobPorts>,
): Promise<WholeJob | undefined> {
  const live = await readAgain(
    () => turn.ports.jobWriter.read(step.job),
    (one) => ageOf(one, step, turn) !== 'new',
    turn.sleep,
  );
  if (ageOf(live, step, turn) === 'old')
    throw new Redeliver('The job is still shown as it was before Bailiff’s write.');
  return live;
}

function ageOf(
  live: WholeJob | undefined,
  { uid }: StepOf<'assign-service-account'>,
  { before, after, seen = 0, previous }: Turn<MoveJobPorts>,
): 'old' | 'unclear' | 'new' {
  if (live === undefined) return 'new';
  const facts = jobFacts(live);
  if (facts.uid !== uid) return 'new';
  if (facts.generation < Math.max(Number(after?.['generation'] ?? 0), seen)) return 'old';
  const unclear = previous === undefined && facts.generation === before?.['generation'];
  return unclear ? 'unclear' : 'new';
}
