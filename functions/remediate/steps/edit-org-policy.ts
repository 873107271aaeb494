import type { OrgPolicy, OrgPolicySpec } from '../../../shared/gcp/own-org-policies.ts';
import { Redeliver } from '../redeliver.ts';
import { readAgain } from './read-again.ts';
import { changed, done, type Standing, type StepEnd, stop, type Turn } from './step-runner.ts';
import { unlessConflict } from './unless-conflict.ts';
import { unlessRefused } from './unless-refused.ts';

/** Writes what is set on one project; see shared/gcp/own-org-policies.ts. */
export interface OrgPolicyWriter {
  read(place: string, constraint: string): Promise<OrgPolicy | undefined>;
  create(place: string, constraint: string, spec: OrgPolicySpec): Promise<OrgPolicy>;
  replace(place: string, constraint: string, policy: OrgPolicy): Promise<OrgPolicy>;
  remove(place: string, constraint: string, etag: string): Promise<void>;
}

const ATTEMPTS = 5;
const OFF = [{ enforce: false }];

/**
 * Sets the boolean constraint off on the place, and journals all that was set there before, or that nothing was, and
 * whether it was this step that did: `unsure` where nobody can tell. The whole read-modify-write starts over on 409.
 */
export async function liftConstraint(
  place: string,
  constraint: string,
  writer: OrgPolicyWriter,
  turn: Turn<unknown>,
): Promise<StepEnd> {
  const cutOff = turn.before?.['lifted'] === false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const present = await writer.read(place, constraint);
    if (isLifted(present)) {
      // Journalled as enforced by a run that was cut off, and off now: that run lifted it, or somebody else did while its
      // write failed, and no part of a policy tells which. After a 409 of this run's own write it is somebody else's.
      if (cutOff && attempt === 0)
        return done({ added: false, unsure: true, wasSet: Boolean(earlierOf(turn.before)) });
      await turn.begin({ lifted: true });
      return done({ added: false });
    }
    if (present?.spec?.rules?.some(({ condition }) => condition !== undefined) === true)
      return stop('held', `${constraint} has a condition on ${place}, which Bailiff cannot judge.`);
    await turn.begin({ lifted: false, earlier: present ?? null });
    const spec = { ...etagOf(present?.spec), rules: OFF };
    const write =
      present === undefined
        ? writer.create(place, constraint, spec)
        : writer.replace(place, constraint, { ...present, spec });
    if (await unlessRefused(unlessConflict(write), turn)) return done({ added: true });
  }
  throw busy(place);
}

/**
 * Sets again what was there before `liftConstraint` lifted it, unless somebody has changed it since, or may have been
 * the one who lifted it.
 */
export async function restoreConstraint(
  place: string,
  constraint: string,
  writer: OrgPolicyWriter,
  turn: Turn<unknown>,
): Promise<'restored' | 'changed' | 'unsure' | 'nothing'> {
  const { before, after } = turn;
  const unsure = after === undefined ? before?.['lifted'] === false : after['unsure'] === true;
  if (!unsure && after?.['added'] !== true) return 'nothing';
  const earlier = earlierOf(before);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const present = await readSinceWrite(place, constraint, writer, turn);
    if (isSame(present, earlier)) return 'restored';
    if (present === undefined || !isLifted(present)) return 'changed';
    if (unsure) return 'unsure';
    const { etag = '' } = present;
    const write = earlier
      ? writer.replace(place, constraint, {
          ...earlier,
          etag,
          spec: { ...withoutTime(earlier.spec), ...etagOf(present.spec) },
        })
      : writer.remove(place, constraint, etag);
    if (await unlessConflict(write)) return 'restored';
  }
  throw busy(place);
}

/** Whether the constraint is still off on the place, as `liftConstraint` left it. */
export async function constraintStanding(
  place: string,
  constraint: string,
  writer: OrgPolicyWriter,
  turn: Turn<unknown>,
): Promise<Standing> {
  const present = await readSinceWrite(place, constraint, writer, turn);
  if (isSame(present, earlierOf(turn.before))) return { kind: 'gone' };
  return isLifted(present)
    ? { kind: 'as-left', before: { lifted: true, etag: present?.etag } }
    : changed(`Somebody has set ${constraint} on ${place} otherwise since.`);
}

/** What is set there, asked for again while that is the very policy from before the step's own write. */
function readSinceWrite(
  place: string,
  constraint: string,
  writer: OrgPolicyWriter,
  { before, after, sleep }: Turn<unknown>,
): Promise<OrgPolicy | undefined> {
  const earlier = earlierOf(before);
  return readAgain(
    () => writer.read(place, constraint),
    (present) => after?.['added'] === true && present?.etag === earlier?.etag,
    sleep,
  );
}

function earlierOf(before: Turn<unknown>['before']): OrgPolicy | null | undefined {
  return before?.['earlier'] as OrgPolicy | null | undefined;
}

/** True when the policy's one rule says that the constraint is not enforced. */
function isLifted(policy: OrgPolicy | undefined): boolean {
  const [rule, ...more] = policy?.spec?.rules ?? [];
  return rule?.enforce === false && rule.condition === undefined && more.length === 0;
}

function isSame(present: OrgPolicy | undefined, earlier: OrgPolicy | null | undefined): boolean {
  if (present === undefined || !earlier) return present === undefined && !earlier;
  const said = ({ spec }: OrgPolicy) => JSON.stringify([spec?.reset ?? false, spec?.rules ?? []]);
  return said(present) === said(earlier);
}

/** As it is sent: Google alone sets the time. */
function withoutTime(spec: OrgPolicySpec | undefined): OrgPolicySpec {
  const { updateTime: _time, ...rest } = spec ?? {};
  return rest;
}

function etagOf(spec: OrgPolicySpec | undefined): Pick<OrgPolicySpec, 'etag'> {
  return spec?.etag === undefined ? {} : { etag: spec.etag };
}

function busy(place: string): Redeliver {
  return new Redeliver(`The policy of ${place} changed ${ATTEMPTS} times while it was edited.`);
}
