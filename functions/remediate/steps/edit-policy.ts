import {
  holds,
  type IamPolicy,
  withMember,
  withoutMember,
} from '../../../shared/domain/iam-policy.ts';
import { Redeliver } from '../redeliver.ts';
import { readAgain } from './read-again.ts';
import { done, type Standing, type StepEnd, type Turn } from './step-runner.ts';
import { unlessConflict } from './unless-conflict.ts';
import { unlessRefused } from './unless-refused.ts';

/** One allow policy, read and written whole with its etag. */
export interface PolicyPlace {
  /** For a sentence, e.g. `projects/P`. */
  readonly name: string;
  read(): Promise<IamPolicy>;
  /** Throws ApiFailure 409 when the policy changed since it was read. */
  write(policy: IamPolicy): Promise<IamPolicy>;
}

const ATTEMPTS = 5;

/**
 * Adds the member to the unconditional binding of the role, and journals whether it was this step that did: `unsure`
 * where nobody can tell. The whole read-modify-write starts over on 409.
 */
export async function addBinding(
  place: PolicyPlace,
  role: string,
  member: string,
  turn: Turn<unknown>,
): Promise<StepEnd> {
  const cutOff = turn.before?.['held'] === false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const policy = await place.read();
    if (holds(policy, role, member)) {
      // Journalled as absent by a run that was cut off, and there now: that run added it, or somebody else did while its
      // write failed, and no part of a policy tells which. After a 409 of this run's own write it is somebody else's.
      if (cutOff && attempt === 0) return done({ added: false, unsure: true });
      await turn.begin({ held: true });
      return done({ added: false });
    }
    await turn.begin({ held: false, etag: policy.etag });
    const write = unlessConflict(place.write(withMember(policy, role, member)));
    if (await unlessRefused(write, turn)) return done({ added: true });
  }
  throw busy(place);
}

/**
 * Takes out what `addBinding` added; a binding that was there before it stays, and so does one that may be somebody
 * else's. `gone` when nothing is there that it may have added, be it by now.
 */
export async function removeBinding(
  place: PolicyPlace,
  role: string,
  member: string,
  turn: Turn<unknown>,
): Promise<'gone' | 'unsure' | 'not-ours'> {
  const { before, after } = turn;
  const unsure = after === undefined ? before?.['held'] === false : after['unsure'] === true;
  if (unsure) return holds(await place.read(), role, member) ? 'unsure' : 'gone';
  if (after?.['added'] !== true) return 'not-ours';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const policy = await readSinceWrite(place, turn);
    if (!holds(policy, role, member)) return 'gone';
    if (await unlessConflict(place.write(withoutMember(policy, role, member)))) return 'gone';
  }
  throw busy(place);
}

/** Whether the member is still in the unconditional binding of the role. */
export async function bindingStanding(
  place: PolicyPlace,
  role: string,
  member: string,
  turn: Turn<unknown>,
): Promise<Standing> {
  const policy = await readSinceWrite(place, turn);
  if (!holds(policy, role, member)) return { kind: 'gone' };
  return { kind: 'as-left', before: { held: true, etag: policy.etag } };
}

/** The policy, asked for again while its etag is that from before the step's own write. */
function readSinceWrite(
  place: PolicyPlace,
  { before, after, sleep }: Turn<unknown>,
): Promise<IamPolicy> {
  const earlier = after?.['added'] === true ? before?.['etag'] : undefined;
  return readAgain(place.read, ({ etag }) => earlier !== undefined && etag === earlier, sleep);
}

function busy({ name }: PolicyPlace): Redeliver {
  return new Redeliver(`The policy of ${name} changed ${ATTEMPTS} times while it was edited.`);
}
