import type { StepOf } from '../../../shared/domain/plan.ts';
import { Redeliver } from '../redeliver.ts';
import { sendable, withIdentity } from './job-body.ts';
import { jobFacts, movedByStep } from './job-facts.ts';
import { readSinceWrite } from './read-since-write.ts';
import type { PutBack, Turn } from './step-runner.ts';
import { unlessConflict } from './unless-conflict.ts';
import type { VerifyMovePorts } from './verify-move.ts';

type Move = StepOf<'assign-service-account'>;

const ATTEMPTS = 5;

/**
 * Puts the job's old state back, if the newest change of the job is the step's own: somebody's later deploy is never
 * overwritten. After a crash the old state is no longer in memory, and the old account alone is put back.
 */
export async function restoreJob(step: Move, turn: Turn<VerifyMovePorts>): Promise<PutBack> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const live = await readSinceWrite(step, turn);
    if (live === undefined || turn.before === undefined) return {};
    const facts = jobFacts(live);
    const writer = turn.ports.deployment.identities.jobWriter;
    if (facts.uid !== step.uid) return {};
    if (movedByStep(facts, step.from, turn.before, writer)) return told(step);
    if (facts.generation === turn.before['generation']) return {};
    if (!movedByStep(facts, step.to, turn.before, writer))
      return {
        said: `The job is left as ${facts.lastModifier} deployed it since.`,
        inUse: facts.identity === step.to,
      };
    const old = turn.previous ?? withIdentity(live, step.from);
    const write = turn.ports.jobWriter.replace({ ...sendable(old), etag: live.etag });
    if (await unlessConflict(write)) return told(step);
  }
  throw new Redeliver(`The job changed ${ATTEMPTS} times while it was being put back.`);
}

function told({ from }: Move): PutBack {
  return { said: `Put the job back onto ${from || 'its default account'}.` };
}
