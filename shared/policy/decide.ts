import type { Decision } from '../domain/decision.ts';
import { type Cap, lower, MODES, type Mode, reaches } from '../domain/mode.ts';
import { memberOf, parsePrincipal } from '../domain/principal.ts';
import { chooseSettings } from './choose-settings.ts';
import type { ConditionView } from './condition.ts';
import { judgeExemptions } from './judge-exemptions.ts';
import { type Access, mendingCaps } from './mending-caps.ts';
import { narrowerDecision } from './narrower-decision.ts';
import type { Held, Policy } from './policy.ts';
import { tellingOf } from './telling-of.ts';

export interface DecisionInput {
  readonly rule: string;
  readonly view: ConditionView;
  /** Who deployed the job: its last modifier and the event's principal, as the cloud names them. */
  readonly deployedBy: readonly string[];
  /** For the rules whose mending a `trust` entry must name; without it they go no further than `ticket`. */
  readonly access?: Access | undefined;
}

export interface DecisionContext {
  /** YYYY-MM-DD in UTC. */
  readonly today: string;
  /** The deployment's: no decision goes further. */
  readonly ceiling: Mode;
  /** All else that may not be exceeded: the rule's own cap, facts that could not be read, limits. */
  readonly caps: readonly Cap[];
}

/**
 * What to do about one finding. The mode is the lowest of what the policy asks for, the ceiling and every cap; a live
 * exemption makes it `observe`; nothing raises it. `because` says where the wish comes from, which exemptions matched,
 * and then, once each, all that stands below the wish. A version that waits for its delay goes no further than those
 * that it follows.
 */
export function decide(policy: Policy, input: DecisionInput, context: DecisionContext): Decision {
  const { held, digest } = policy;
  if (held === undefined) return decideAlone(policy, input, context);
  const caps = [...context.caps, ...unknownCap(held)];
  const own = decideAlone(held.file, input, { ...context, caps });
  const bounds = [...held.bounds, ...commonBound(policy, held)];
  const decision = bounds.reduce(
    (decided, { policy: bound, until }) =>
      narrowerDecision(decided, decideAlone(bound, input, context), until),
    own,
  );
  return { ...decision, policyDigest: digest };
}

/** What the versions trust in common is less than what each does where they name one deployer in different ways. */
function commonBound(policy: Policy, { bounds }: Held): Held['bounds'] {
  const last = bounds.at(-1);
  return last === undefined ? [] : [{ policy, until: last.until }];
}

function unknownCap({ unknownUntil }: Held): readonly Cap[] {
  if (unknownUntil === undefined) return [];
  const because = `The version of the policy that was in force before this one cannot be read, so nothing goes further than ticket until ${unknownUntil}.`;
  return [{ mode: 'ticket', because }];
}

function decideAlone(policy: Policy, input: DecisionInput, context: DecisionContext): Decision {
  const { rule, view } = input;
  const { settings, source, caps } = chooseSettings(policy, rule, view);
  const manager = managerOf(policy, input.deployedBy);
  const exempting = judgeExemptions(policy.exemptions, rule, view, context.today);
  const lowering = loweringsOf(settings.mode, [
    ...ceilingCap(context.ceiling),
    ...context.caps,
    ...caps,
    ...exempting.caps,
    ...managedCap(manager),
    ...mendingCaps(policy, rule, settings.action, input.access),
  ]);
  const { live, unreadable } = exempting;
  const lowest = lowering.reduce((mode, cap) => lower(mode, cap.mode), settings.mode);
  return {
    mode: live === undefined ? lowest : 'observe',
    wanted: settings.mode,
    because: [source, ...exempting.notes, ...new Set(lowering.map(({ because }) => because))],
    exemption:
      live === undefined ? undefined : { id: live.id, expires: live.expires, when: live.when.text },
    action: settings.action,
    ...(manager === undefined ? {} : { managed: manager }),
    ...(unreadable.length === 0 ? {} : { unreadableExemptions: unreadable }),
    ...(policy.tickets === undefined
      ? {}
      : { telling: tellingOf(policy.tickets, view, policy.owner) }),
    remediateExecuted: settings.remediateExecuted,
    policyDigest: policy.digest,
  };
}

/** The caps below the wish, lowest first, in an order that does not depend on who named which first. */
function loweringsOf(wanted: Mode, caps: readonly Cap[]): readonly Cap[] {
  return caps
    .filter(({ mode }) => !reaches(mode, wanted))
    .toSorted(
      (a, b) => MODES.indexOf(a.mode) - MODES.indexOf(b.mode) || (a.because < b.because ? -1 : 1),
    );
}

function ceilingCap(mode: Mode): readonly Cap[] {
  return [{ mode, because: `This deployment goes no further than ${mode}.` }];
}

function managerOf({ managed }: Policy, deployedBy: readonly string[]): string | undefined {
  const members = deployedBy.map((text) => memberOf(parsePrincipal(text)));
  return managed.find((member) => members.includes(member));
}

function managedCap(manager: string | undefined): readonly Cap[] {
  if (manager === undefined) return [];
  const because = `Deployed by ${manager}, which the policy lists as managed: change it in its code.`;
  return [{ mode: 'ticket', because }];
}
