import type { StepOf } from '../../../shared/domain/plan.ts';
import type { Resource } from '../../../shared/domain/resource.ts';
import type { WholeJob } from '../../../shared/gcp/job-writer.ts';
import { Redeliver } from '../redeliver.ts';
import { type JobBody, restDigest, sendable, withIdentity } from './job-body.ts';
import { type JobFacts, jobFacts } from './job-facts.ts';
import { type ReadableSecretsPorts, readableSecrets } from './readable-secrets.ts';
import { type Facts, type StepStop, stop, type Turn } from './step-runner.ts';
import { unlessConflict } from './unless-conflict.ts';

export interface MoveJobPorts extends ReadableSecretsPorts {
  /** As the jobWriter identity. */
  readonly jobWriter: {
    read(job: Resource): Promise<WholeJob | undefined>;
    /** Throws ApiFailure when Cloud Run would refuse the job. */
    validate(job: JobBody): Promise<void>;
    /** Throws ApiFailure 409 when the job changed since its etag was read. */
    replace(job: JobBody): Promise<WholeJob>;
  };
}

type Move = StepOf<'assign-service-account'>;

const ATTEMPTS = 5;

/**
 * Sets the job's account and nothing else, unless that was done before; a stop when the job is no longer the one that
 * was planned for. Read, check and write start over whole when the job changes in between.
 */
export async function moveJob(step: Move, turn: Turn<MoveJobPorts>): Promise<StepStop | undefined> {
  const { jobWriter } = turn.ports;
  // Of the run that was cut off, if one was; a stale read may hide what it wrote until the write is refused.
  const { before } = turn;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const live = await jobWriter.read(step.job);
    if (live === undefined) return stop('skipped', 'The job was deleted meanwhile.');
    const facts = jobFacts(live);
    // No event need come any more of what such a read shows: read again, rather than leave the job to one.
    if (ofAWhileAgo(facts, step)) continue;
    if (facts.uid === step.uid && facts.identity === step.to) return undefined;
    const moved = movedOn(facts, step, before);
    if (moved !== undefined) return stop('skipped', moved);
    const blind = await readableSecrets(step, turn);
    if (blind !== undefined) return blind;
    const { etag, generation, identity, failed } = facts;
    await turn.begin({ etag, generation, identity, failed, rest: restDigest(live) });
    turn.previous = live;
    const body = withIdentity(sendable(live), step.to);
    if (await unlessConflict(written(body, turn.ports))) return undefined;
  }
  throw new Redeliver(
    `Its account could not be set in ${ATTEMPTS} tries: the job changed, or was shown as it was before.`,
  );
}

function ofAWhileAgo({ uid, generation }: JobFacts, step: Move): boolean {
  return uid === step.uid && step.generation !== undefined && generation < step.generation;
}

/** Why the newer event, and not this decision, has to deal with the job. */
function movedOn(
  { uid, etag, identity, generation, lastModifier }: JobFacts,
  step: Move,
  before: Facts | undefined,
): string | undefined {
  if (uid !== step.uid) return 'The job was deleted and made again meanwhile.';
  if (identity !== step.from) return `The job runs as ${identity || 'its default account'} by now.`;
  // The policy may have other things done for him, and the account may be one that he could not have attached.
  if (step.lastModifier !== undefined && step.lastModifier.toLowerCase() !== lastModifier)
    return `${lastModifier || 'Somebody'} has changed the job meanwhile.`;
  if (step.etag !== undefined && step.etag !== etag)
    return 'The job is no longer the version that was approved.';
  // A run that was cut off may have written already and been set back: writing again would be a second write.
  if (before !== undefined && before['generation'] !== generation)
    return 'Somebody changed the job while Bailiff was interrupted.';
  return undefined;
}

async function written(job: JobBody, { jobWriter }: MoveJobPorts): Promise<unknown> {
  await jobWriter.validate(job);
  return jobWriter.replace(job);
}
