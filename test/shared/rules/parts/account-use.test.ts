import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONDITIONS, type ConditionId, conditionOf } from '../../../../shared/domain/diagnosis.ts';
import type { Subject } from '../../../../shared/domain/subject.ts';
import { conclude } from '../../../../shared/engine/diagnosis/conclude.ts';
import type { DiagnosisFacts } from '../../../../shared/engine/diagnosis/facts.ts';
import { unknownAccess } from '../../../../shared/gcp/explanation.ts';
import { RULES } from '../../../../shared/rules/registry.ts';
import {
  anyCrossProjectFacts,
  anyDenial,
  anyOwnFacts,
  anyPrincipal,
  foundIn,
  lacking,
} from '../../../fixtures/any-diagnosis.ts';
import { attemptedSubject } from '../../../fixtures/attempted-subject.ts';
import { liveSubject } from '../../../fixtures/live-subject.ts';

const CONDITION_OF: Readonly<Record<string, ConditionId>> = {
  'service-account-unusable': 'account-usable',
  'missing-act-as': 'act-as',
  'missing-token-creator': 'token-minting',
  'cross-project-use-disabled': 'cross-project-use',
};

const anySubject: fc.Arbitrary<Subject> = fc
  .record({
    facts: fc.oneof(anyCrossProjectFacts, anyOwnFacts),
    live: fc.boolean(),
    denial: anyDenial,
    deployerMayRead: fc.boolean(),
    unknownPrincipal: anyPrincipal,
  })
  .map(({ facts, live, denial, deployerMayRead, unknownPrincipal }) => {
    const diagnosis = conclude(facts);
    if (live) return liveSubject({}, { diagnosis });
    const principal = facts.deployer ?? unknownPrincipal;
    return attemptedSubject({ diagnosis, denial, deployerMayRead, principal });
  });

function found(subject: Subject) {
  return RULES.flatMap((rule) => {
    const violation = rule.check(subject);
    const condition = CONDITION_OF[rule.id];
    if (violation === undefined || condition === undefined) return [];
    return [{ condition, violation, fix: rule.fix(violation, subject) }];
  });
}

describe('the rules about the use of an account', () => {
  it('find only what does not hold, whatever the diagnosis', () => {
    let most = 0;
    fc.assert(
      fc.property(anySubject, (subject) => {
        const broken = found(subject);
        most = Math.max(most, broken.length);
        for (const { condition, violation, fix } of broken) {
          if (violation.evidence.kind !== 'account-use') throw new Error('no diagnosis');
          const { diagnosis } = violation.evidence;
          expect(['missing', 'unknown']).toContain(conditionOf(diagnosis, condition).state);
          expect(violation.indeterminate).toBe(diagnosis.unread);
          expect(new Set(fix).size).toBe(fix.length);
        }
      }),
      { numRuns: 3000 },
    );
    // Not true of nothing: somewhere all four were found at once.
    expect(most).toBe(4);
  });

  it('tell whoever may not read an account the same of one that is not there and of one without bindings', () => {
    const unasked = unknownAccess('The account is not there.');
    fc.assert(
      fc.property(anyCrossProjectFacts, anyDenial, anyPrincipal, (facts, denial, principal) => {
        const told = (changes: Partial<DiagnosisFacts>) => {
          const diagnosis = conclude({ ...facts, pinned: undefined, ...changes });
          const deployer = facts.deployer ?? principal;
          const subject = attemptedSubject({ diagnosis, denial, principal: deployer });
          return found(subject)
            .filter(({ violation }) => violation.rule !== 'service-account-unusable')
            .map(({ violation: { rule, indeterminate, serviceAccount }, fix }) => ({
              rule,
              serviceAccount,
              indeterminate,
              fix,
            }));
        };
        // Of whom nothing can be asked, nothing can be asked of any account.
        const asked = facts.actAs?.state !== undefined && facts.deployer?.kind !== 'federated';
        const gone = told({
          found: { kind: 'missing' },
          ...(asked ? { actAs: unasked } : {}),
          minting: unasked,
        });
        const unbound = told({
          found: foundIn(false),
          ...(asked ? { actAs: lacking } : {}),
          minting: lacking,
        });
        expect(gone).toEqual(unbound);
        expect(gone.map(({ rule }) => rule)).toContain('missing-token-creator');
      }),
      { numRuns: 3000 },
    );
  });

  it('have a rule for each condition', () => {
    expect(Object.values(CONDITION_OF)).toEqual([...CONDITIONS]);
    const ids: readonly string[] = RULES.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(CONDITION_OF)));
  });
});
