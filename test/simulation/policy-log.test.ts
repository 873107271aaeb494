import { describe, expect, it } from 'vitest';
import { createOrganization } from '../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../sandbox/organization/file.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import { RULES } from '../../shared/rules/registry.ts';
import { drawPolicy, policyText, type Said } from '../../simulation/policies.ts';
import { keepPolicies } from '../../simulation/policy-log.ts';
import { seededRandom } from '../../simulation/random.ts';
import { deploymentOf } from '../../simulation/setting.ts';

const HOUR = 3_600_000;
const base = drawPolicy(seededRandom(1, 1), ['nightly']);
const says = (roles: readonly string[]): Said => ({ ...base, roles });
const lists = ({ roles }: Said) => roles.includes('roles/logging.logWriter');

/** The file listed no role, then one, then none again, an hour each. */
function kept(delaySeconds: number) {
  let time = HOUR;
  const file = readOrganizationFile('sandbox/organization.yaml');
  const log = keepPolicies(
    createOrganization(file, () => time),
    delaySeconds,
  );
  for (const roles of [[], ['roles/logging.logWriter'], []]) {
    log.upload(says(roles));
    time += HOUR;
  }
  return log;
}

describe('what the policy file allowed', () => {
  it('is what stood there at some time while somebody was at work', () => {
    const log = kept(0);
    expect(log.allowed(1.5 * HOUR, 1.9 * HOUR, lists)).toBe(false);
    expect(log.allowed(1.5 * HOUR, 2.1 * HOUR, lists)).toBe(true);
    expect(log.allowed(2.5 * HOUR, 2.6 * HOUR, lists)).toBe(true);
    expect(log.allowed(3.5 * HOUR, 3.6 * HOUR, lists)).toBe(false);
  });

  it('waits for the delay where it is more, and is gone at once where it is less', () => {
    const log = kept(600);
    expect(log.allowed(2.01 * HOUR, 2.1 * HOUR, lists)).toBe(false);
    expect(log.allowed(2.2 * HOUR, 2.3 * HOUR, lists)).toBe(true);
    expect(log.allowed(3.01 * HOUR, 3.1 * HOUR, lists)).toBe(false);
  });
});

it('draws policy files without a fault', () => {
  const faults = Array.from({ length: 100 }, (_, seed) => seededRandom(seed, 1)).flatMap(
    (random) => {
      const context = { rules: RULES, deployment: deploymentOf(random), digest: 'x' };
      const loaded = loadPolicy(policyText(drawPolicy(random, ['nightly', 'export'])), context);
      return loaded.ok ? [] : loaded.faults;
    },
  );
  expect(faults).toEqual([]);
});
