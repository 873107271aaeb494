import type { Deployment } from '../../../shared/domain/deployment.ts';
import type { StepOf } from '../../../shared/domain/plan.ts';
import type { WholeJob } from '../../../shared/gcp/job-writer.ts';
import { Redeliver } from '../redeliver.ts';
import { restDigest } from './job-body.ts';
import { jobFacts, movedByStep } from './job-facts.ts';
import type { MoveJobPorts } from './move-job.ts';
import { done, type Facts, type StepEnd, stop, type Turn } from './step-runner.ts';

export type VerifyMovePorts = MoveJobPorts & { readonly deployment: Deployment };

type Move = StepOf<'assign-service-account'>;

const ATTEMPTS = 40;
const PAUSE_MS = 1000;

/** Waits until Cloud Run has taken the change in, then reads the job again: its account must differ and nothing else. */
export async function verifyMove(step: Move, turn: Turn<VerifyMovePorts>): Promise<StepEnd> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const end = judge(await turn.ports.jobWriter.read(step.job), step, turn);
    if (end !== undefined) {
      // Nothing was journalled when somebody else had put the job there already.
      if (end.kind === 'done' && turn.before === undefined) await turn.begin(end.after);
      return end;
    }
    await turn.sleep(PAUSE_MS);
  }
  throw new Redeliver('Cloud Run is still taking in the change of the job.');
}

/** `undefined` while it cannot be told yet. */
function judge(
  live: WholeJob | undefined,
  step: Move,
  turn: Turn<VerifyMovePorts>,
): StepEnd | undefined {
  if (live === undefined) return stop('skipped', 'The job was deleted meanwhile.');
  const { before, ports } = turn;
  const facts = jobFacts(live);
  const { uid, etag, generation, identity, lastModifier } = facts;
  // The job has changed since, by this step or by whoever was first.
  if (uid === step.uid && generation <= Number(before?.['generation'])) return undefined;
  turn.seen = generation;
  if (uid !== step.uid || identity !== step.to)
    return stop('skipped', `The job was changed by ${lastModifier} meanwhile.`);
  const after: Facts = { etag, generation, identity };
  // Somebody deployed on top of it, or put the job there themselves: the rest is theirs.
  if (!movedByStep(facts, step.to, before, ports.deployment.identities.jobWriter))
    return done({ ...after, newer: true });
  if (facts.reconciling) return undefined;
  if (restDigest(live) !== before?.['rest'])
    return stop('failed', 'More than the account of the job differs after the change.');
  if (facts.failed && before?.['failed'] !== true)
    return stop('failed', `Cloud Run could not make the job ready as ${step.to}.`);
  return done(after);
}
