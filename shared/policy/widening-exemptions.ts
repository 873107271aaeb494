import type { Exemption } from './policy.ts';

/** Exemptions that held and no longer do, or not as long: what they covered is acted upon again. */
export function widenedExemptions(
  before: readonly Exemption[],
  after: readonly Exemption[],
  today: string,
): readonly string[] {
  return before
    .filter(({ expires }) => today <= expires)
    .filter((one) => !after.some((other) => covers(other, one) && other.expires >= one.expires))
    .map((one) => lost(one, after));
}

function covers(other: Exemption, { rule, when }: Exemption): boolean {
  return other.rule === rule && other.when.text === when.text;
}

function lost(one: Exemption, after: readonly Exemption[]): string {
  const { id, expires } = one;
  const shorter = after.find((other) => covers(other, one));
  if (shorter !== undefined)
    return `Exemption ${id} holds until ${shorter.expires} instead of ${expires}.`;
  if (after.some((other) => other.id === id))
    return `Exemption ${id} has another rule or condition than before.`;
  return `Exemption ${id} is gone, which held until ${expires}.`;
}
