import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MODES, type Mode } from '../../../shared/domain/mode.ts';
import { decide } from '../../../shared/policy/decide.ts';
import { policyOf } from './loaded.ts';
import { context, input, policyFile, reversedKeys, yamlOf } from './policy-arbitrary.ts';

const rank = (mode: Mode) => MODES.indexOf(mode);

describe('decide never', () => {
  it('goes above the ceiling, a cap, or the wish of the policy', () => {
    fc.assert(
      fc.property(policyFile, input, context, (file, finding, bounds) => {
        const decision = decide(policyOf(yamlOf(file)), finding, bounds);
        const limits = [bounds.ceiling, decision.wanted, ...bounds.caps.map(({ mode }) => mode)];
        expect(rank(decision.mode)).toBeLessThanOrEqual(Math.min(...limits.map(rank)));
      }),
    );
  });

  it('goes further because of an exemption', () => {
    fc.assert(
      fc.property(policyFile, input, context, (file, finding, bounds) => {
        const without = decide(policyOf(yamlOf({ ...file, exemptions: [] })), finding, bounds);
        const decision = decide(policyOf(yamlOf(file)), finding, bounds);
        expect(rank(decision.mode)).toBeLessThanOrEqual(rank(without.mode));
        expect(decision.exemption === undefined || decision.mode === 'observe').toBe(true);
      }),
    );
  });

  it('depends on the order of keys and rules in the file', () => {
    fc.assert(
      fc.property(policyFile, input, context, (file, finding, bounds) => {
        const turned = policyOf(yamlOf(reversedKeys(file)));
        expect(decide(turned, finding, bounds)).toEqual(
          decide(policyOf(yamlOf(file)), finding, bounds),
        );
      }),
    );
  });

  it('depends on the order of the caps', () => {
    const shuffled = context.chain((bounds) =>
      fc
        .shuffledSubarray([...bounds.caps], { minLength: bounds.caps.length })
        .map((caps) => [bounds, { ...bounds, caps }] as const),
    );
    fc.assert(
      fc.property(policyFile, input, shuffled, (file, finding, [bounds, permuted]) => {
        const policy = policyOf(yamlOf(file));
        expect(decide(policy, finding, permuted)).toEqual(decide(policy, finding, bounds));
      }),
    );
  });

  it('lowers the mode without a sentence that says why', () => {
    fc.assert(
      fc.property(policyFile, input, context, (file, finding, bounds) => {
        const { mode, wanted, because } = decide(policyOf(yamlOf(file)), finding, bounds);
        expect(because.length).toBeGreaterThan(mode === wanted ? 0 : 1);
      }),
    );
  });
});
