import { reaches } from '../domain/mode.ts';
import type { Policy } from './policy.ts';
import { type Case, casesOf } from './widening-cases.ts';
import { gains, reached } from './widening-settings.ts';

const MOST_PAIRS = 10_000;

/** Findings that are dealt with further than before, by the cases of the two policies that they may come under. */
export function widenedRules(before: Policy, after: Policy): readonly string[] {
  const named = [...new Set([...before.rules.keys(), ...after.rules.keys()])].sort();
  const byDefault = !reaches(before.defaultMode, after.defaultMode)
    ? [
        `Every rule that the file does not name goes from ${before.defaultMode} to ${after.defaultMode}.`,
      ]
    : [];
  return [
    ...named.flatMap((rule) => widenedRule(rule, casesOf(before, rule), casesOf(after, rule))),
    ...byDefault,
  ];
}

function widenedRule(
  rule: string,
  before: readonly Case[],
  after: readonly Case[],
): readonly string[] {
  if (before.length * after.length > MOST_PAIRS)
    return sameCases(before, after)
      ? before.flatMap((old, index) => sentences(rule, old, after[index] ?? old))
      : [`The overrides of the rule ${rule} changed, and are too many to be compared.`];
  const pairs = before.flatMap((old) =>
    after.filter((now) => mayMeet(old, now)).map((now) => [old, now] as const),
  );
  const gained = pairs.flatMap(([old, now]) => sentences(rule, old, now));
  return gained.length > 0 ? gained : pairs.flatMap(([old, now]) => noLongerHeld(rule, old, now));
}

/** Whether one finding may come under both: none of what must hold for the one must fail for the other. */
function mayMeet(old: Case, now: Case): boolean {
  const fails = (condition: string) => old.behind.has(condition) || now.behind.has(condition);
  return ![old.when, now.when].some((when) => when !== undefined && fails(when));
}

function sentences(rule: string, old: Case, now: Case): readonly string[] {
  return gains(rule, old.settings, now.settings).map((gain) =>
    old.label === now.label
      ? `${capital(old.label)} ${gain}.`
      : `What came under ${old.label} may come under ${now.label}, which ${gain}.`,
  );
}

/** A condition that cannot be evaluated holds a finding at `ticket`, until it is no longer asked. */
function noLongerHeld(rule: string, old: Case, now: Case): readonly string[] {
  if (!reaches(reached(rule, now.settings), 'approve')) return [];
  return [...old.behind]
    .filter(([condition]) => !now.behind.has(condition) && condition !== now.when)
    .map(
      ([, label]) =>
        `${capital(label)} no longer holds at ticket the findings for which its condition cannot be evaluated.`,
    );
}

function sameCases(before: readonly Case[], after: readonly Case[]): boolean {
  return (
    before.length === after.length && before.every(({ when }, index) => when === after[index]?.when)
  );
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
