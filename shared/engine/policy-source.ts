import type { Deployment } from '../domain/deployment.ts';
import { type Fault, type Loaded, loadPolicy } from '../policy/load.ts';
import type { Rule } from '../rules/rule.ts';
import { openHistory, type Rejected, rejectedBy, type SoundVersion } from './policy-history.ts';
import { policyInForce } from './policy-in-force.ts';
import { type PolicyPlace, PolicyUnreadable } from './policy-place.ts';
import { type WidenedPolicy, widenedSince } from './policy-widened.ts';

export interface PolicySource {
  /** The policy in force; its faults when no version of the file has been sound so far. */
  current(): Promise<Loaded>;
}

export interface PolicySourceOptions {
  readonly place: PolicyPlace;
  /** How long a version has to be there before what it allows more than those before it is in force. */
  readonly delaySeconds: number;
  readonly deployment: Deployment;
  readonly rules: readonly Rule[];
  /** What reads the text of a version; loadPolicy when left out. */
  readonly load?: typeof loadPolicy | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of each bad version once, and again if a sound one was between; when it throws, `current` does, and it is told again. */
  readonly onRejected?: (digest: string, faults: readonly Fault[]) => Promise<void> | void;
  /** Told once of each version that allows more than the one before it, on the same terms. */
  readonly onWidened?: (widened: WidenedPolicy) => Promise<void> | void;
}

// A version that nobody was there to see for a while is told of all the same.
const TELL_WITHIN_MS = 86_400_000;
const SILENT_FOR_MS = 600_000;

/**
 * The policy file, read again when it has changed. A later version that is refused, or a place that does not answer,
 * leaves the last good one in force; what a version allows more than those before it waits for the delay.
 */
export function openPolicySource(options: PolicySourceOptions): PolicySource {
  const { place, now, onRejected, onWidened, rules, deployment, load = loadPolicy } = options;
  const delay = options.delaySeconds * 1000;
  const back = onWidened === undefined ? delay : Math.max(delay, TELL_WITHIN_MS);
  const history = openHistory(place, (text, digest) => load(text, { rules, deployment, digest }));
  const told = { rejected: new Set<string>(), widened: new Set<string>() };
  let widened: ReadonlyMap<string, WidenedPolicy> = new Map();
  let checked = Number.NEGATIVE_INFINITY;
  let seen: number | undefined;
  let sound: readonly SoundVersion[] = [];
  let rejected: Rejected | undefined;
  let silent: { readonly since: number; readonly because: Rejected } | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function refresh(): Promise<Loaded> {
    const at = now();
    if (at - checked >= place.checkEveryMs) {
      await look(at);
      checked = now();
    }
    await tell();
    const policy = policyInForce(sound, { delay, until: seenUntil(), today: dayOf(at) });
    if (policy !== undefined) return { ok: true, policy };
    return { ok: false, faults: (rejected ?? silent?.because)?.faults ?? [] };
  }

  async function look(at: number): Promise<void> {
    try {
      const since = at - back;
      const found = await history.since(since);
      if (found.sound !== sound)
        widened = widenedSince(since, found.sound, { delay, today: dayOf(at) });
      ({ sound, rejected } = found);
      silent = undefined;
      if (rejected === undefined) seen = at;
    } catch (error) {
      if (!(error instanceof PolicyUnreadable)) throw error;
      silent = { since: silent?.since ?? at, because: rejectedBy(error) };
      if (at - silent.since >= SILENT_FOR_MS) rejected ??= silent.because;
    }
    // The same fault after a sound version is news again.
    if (rejected === undefined) told.rejected.clear();
  }

  /** Who stops a version may have done so since, and a version that is gone is not there for any longer. */
  function seenUntil(): number {
    const newest = sound.at(-1);
    const ended = rejected === undefined ? undefined : newest?.ended;
    return ended ?? seen ?? newest?.made ?? 0;
  }

  async function tell(): Promise<void> {
    if (rejected !== undefined && !told.rejected.has(rejected.digest)) {
      await onRejected?.(rejected.digest, rejected.faults);
      told.rejected.add(rejected.digest);
    }
    for (const [id, one] of widened) {
      if (told.widened.has(id)) continue;
      await onWidened?.(one);
      told.widened.add(id);
    }
  }

  return {
    current() {
      const next = turn.then(refresh);
      turn = next.catch(() => {});
      return next;
    },
  };
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
