import type { Held, Limits, Policy, TrustEntry } from './policy.ts';
import { type TrustPair, trustPairs } from './trust-pairs.ts';

/**
 * The version with what holds it: `decide` goes no further than any of them, limits are the smaller ones, and trust is
 * what all name. `digest` is that of the whole, since it is none of them.
 */
export function narrower(file: Policy, held: Omit<Held, 'file'>, digest: string): Policy {
  const versions = [file, ...held.bounds.map(({ policy }) => policy)];
  return {
    ...file,
    digest,
    limits: versions.map(({ limits }) => limits).reduce(narrowerLimits),
    settleSeconds: Math.max(...versions.map(({ settleSeconds }) => settleSeconds)),
    trust: versions.map(({ trust }) => trust).reduce(commonTrust),
    held: { ...held, file },
  };
}

function narrowerLimits(one: Limits, other: Limits): Limits {
  return {
    remediationsPerHour: Math.min(one.remediationsPerHour, other.remediationsPerHour),
    remediationsPerHourPerProject: Math.min(
      one.remediationsPerHourPerProject,
      other.remediationsPerHourPerProject,
    ),
    remediationsPerHourPerDeployer: Math.min(
      one.remediationsPerHourPerDeployer,
      other.remediationsPerHourPerDeployer,
    ),
    remediationsPerHourPerDeployerInProject: Math.min(
      one.remediationsPerHourPerDeployerInProject,
      other.remediationsPerHourPerDeployerInProject,
    ),
    // Fewer set-backs, looked for further back, are sooner taken for a fight.
    fight: {
      setBacks: Math.min(one.fight.setBacks, other.fight.setBacks),
      windowSeconds: Math.max(one.fight.windowSeconds, other.fight.windowSeconds),
    },
  };
}

function commonTrust(
  one: readonly TrustEntry[],
  other: readonly TrustEntry[],
): readonly TrustEntry[] {
  const others = trustPairs(other);
  return [...trustPairs(one)].flatMap(([key, pair]) => {
    const same = others.get(key);
    return same === undefined ? [] : commonEntries(pair, same);
  });
}

function commonEntries(one: TrustPair, other: TrustPair): readonly TrustEntry[] {
  const { project, email, uniqueId = other.uniqueId } = one;
  // Two pins of one account are two accounts.
  if (other.uniqueId !== undefined && uniqueId !== other.uniqueId) return [];
  const deployers = [...one.deployers].filter((deployer) => other.deployers.has(deployer));
  const restore = one.restore && other.restore;
  return [{ projects: [project], accounts: [{ email, uniqueId }], deployers, restore }];
}
