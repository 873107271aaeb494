import {
  holds,
  type IamPolicy,
  withMember,
  withoutMember,
} from '../../../shared/domain/iam-policy.ts';
import { Redeliver } from '../redeliver.ts';
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
 * Adds the member to the unconditional binding of the role, and journals whether it was this step that did. The
 * whole read-modify-write starts over on 409.
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
      // Journalled as absent by a run that was cut off, and there now: that run added it. After a 409 of this run's own
      // write it is somebody else's.
      const added = cutOff && attempt === 0;
      if (!added) await turn.begin({ held: true });
      return done({ added });
    }
    await turn.begin({ held: false, etag: policy.etag });
    const write = unlessConflict(place.write(withMember(policy, role, member)));
    if (await unlessRefused(write, turn)) return done({ added: true });
  }
  throw busy(place);
}

/** Takes out what `addBinding` added; a binding that was there before it stays. Answers whether anything was taken. */
export async function removeBinding(
  place: PolicyPlace,
  role: string,
  member: string,
  { before, after }: Turn<unknown>,
): Promise<boolean> {
  const added = after === undefined ? before?.['held'] === false : after['added'] === true;
  if (!added) return false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const policy = await place.read();
    if (!holds(policy, role, member)) return true;
    if (await unlessConflict(place.write(withoutMember(policy, role, member)))) return true;
  }
  throw busy(place);
}

/** Whether the member is still in the unconditional binding of the role. */
export async function bindingStanding(
  place: PolicyPlace,
  role: string,
  member: string,
): Promise<Standing> {
  const policy = await place.read();
  if (!holds(policy, role, member)) return { kind: 'gone' };
  return { kind: 'as-left', before: { held: true, etag: policy.etag } };
}

function busy({ name }: PolicyPlace): Redeliver {
  return new Redeliver(`The policy of ${name} changed ${ATTEMPTS} times while it was edited.`);
}
