import type { TrustEntry } from './policy.ts';
import { type TrustPair, trustPairs } from './trust-pairs.ts';

/** Access that trust names now and did not before. */
export function widenedTrust(
  before: readonly TrustEntry[],
  after: readonly TrustEntry[],
): readonly string[] {
  const known = trustPairs(before);
  return [...trustPairs(after)].flatMap(([key, pair]) => {
    const old = known.get(key);
    return old === undefined ? [newPair(pair)] : widenedPair(old, pair);
  });
}

function newPair({ project, email, deployers, restore }: TrustPair): string {
  const named = [...deployers].join(', ');
  const actAs = deployers.size === 0 ? '' : `, ${named} may be let act as it`;
  const back = restore ? ', and token minting is put back when it is taken away' : '';
  return `Jobs of ${project} may be let use ${email}${actAs}${back}.`;
}

function widenedPair(old: TrustPair, { project, email, ...pair }: TrustPair): readonly string[] {
  return [
    ...pinned(email, old.uniqueId, pair.uniqueId),
    ...[...pair.deployers]
      .filter((deployer) => !old.deployers.has(deployer))
      .map((deployer) => `${deployer} may be let act as ${email} for jobs of ${project}.`),
    ...(pair.restore && !old.restore
      ? [`Token minting for ${email} is put back for jobs of ${project} when it is taken away.`]
      : []),
  ];
}

function pinned(
  email: string,
  from: string | undefined,
  to: string | undefined,
): readonly string[] {
  if (from === undefined || from === to) return [];
  if (to === undefined) return [`${email} is no longer pinned to the unique id ${from}.`];
  return [`${email} is pinned to the unique id ${to} instead of ${from}.`];
}
