import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActionId } from '../../../shared/domain/deployment.ts';
import { reaches } from '../../../shared/domain/mode.ts';
import { decide } from '../../../shared/policy/decide.ts';
import type { Access } from '../../../shared/policy/mending-caps.ts';
import { trustOf } from '../../../shared/policy/trust.ts';
import { policyOf, viewOf } from './loaded.ts';
import { context, input, policyFile, yamlOf } from './policy-arbitrary.ts';
import {
  access,
  actions,
  isNamed,
  ruleByTrust,
  rulesByTrust,
  TRUST_ACCOUNTS,
  trust,
} from './trust-arbitrary.ts';

const ACTION_OF: Readonly<Record<string, ActionId>> = {
  'missing-token-creator': 'grant-token-creator',
  'missing-act-as': 'grant-act-as',
  'cross-project-use-disabled': 'allow-cross-project-use',
};

function policy(file: object, allowed: readonly ActionId[] = []) {
  return policyOf(yamlOf({ apiVersion: 'bailiff/v1', ...file }), {
    trustAccounts: TRUST_ACCOUNTS,
    actions: [...allowed],
  });
}

function inputOn(rule: string, asked: Access) {
  const view = viewOf({ rule, attempted: true, serviceAccount: asked.account });
  return { rule, view, deployedBy: [], access: asked };
}

describe('decide on what trust must name', () => {
  it('never goes further than ticket without a literal entry and the action allowed', () => {
    fc.assert(
      fc.property(
        fc.record({ defaults: fc.record({ mode: fc.constantFrom('observe', 'remediate') }) }),
        rulesByTrust,
        trust,
        actions,
        ruleByTrust,
        access,
        context,
        (file, rules, entries, allowed, rule, asked, bounds) => {
          const loaded = policy({ ...file, rules, trust: entries }, allowed);
          const { mode } = decide(loaded, inputOn(rule, asked), bounds);
          const action = ACTION_OF[rule];
          const named =
            isNamed(entries, rule, asked) && action !== undefined && allowed.includes(action);
          expect(named || !reaches(mode, 'approve')).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('goes as far as the action does when an entry names it and nothing else stands against it', () => {
    const bounds = { today: '2026-11-22', ceiling: 'remediate', caps: [] } as const;
    fc.assert(
      fc.property(trust, ruleByTrust, access, (entries, rule, asked) => {
        const loaded = policy({ defaults: { mode: 'remediate' }, trust: entries }, [
          'grant-token-creator',
          'grant-act-as',
          'allow-cross-project-use',
        ]);
        const most = rule === 'cross-project-use-disabled' ? 'approve' : 'remediate';
        const { mode, because } = decide(loaded, inputOn(rule, asked), bounds);
        expect(mode).toBe(isNamed(entries, rule, asked) ? most : 'ticket');
        expect(because.length).toBeGreaterThan(mode === 'remediate' ? 0 : 1);
      }),
      { numRuns: 300 },
    );
  });

  it('never decides otherwise on a rule with an action of its own', () => {
    fc.assert(
      fc.property(
        policyFile,
        trust,
        input,
        access,
        context,
        (file, entries, finding, asked, bounds) => {
          const without = decide(policy(file, ['assign-service-account']), finding, bounds);
          const trusting = policy({ ...file, trust: entries }, ['assign-service-account']);
          expect(decide(trusting, { ...finding, access: asked }, bounds)).toEqual(without);
        },
      ),
    );
  });
});

describe('trustOf never', () => {
  it('gives a member that no entry for the project and account has', () => {
    fc.assert(
      fc.property(trust, access, (entries, asked) => {
        const { account = '', deployer = { kind: 'unknown' }, project } = asked;
        const found = trustOf(policy({ trust: entries }), project, account);
        const literal = entries
          .filter(({ projects }) => projects.includes(project))
          .filter(({ accounts }) => JSON.stringify(accounts).includes(`"${account}"`))
          .flatMap(({ deployers }) => deployers);
        expect(literal).toEqual(expect.arrayContaining([...(found?.membersFor(deployer) ?? [])]));
      }),
    );
  });

  it('depends on the order of the entries, but for the order of the groups', () => {
    fc.assert(
      fc.property(trust, access, (entries, { account = '', deployer, project }) => {
        const answer = (list: typeof entries) => {
          const found = trustOf(policy({ trust: list }), project, account);
          const members = found?.membersFor(deployer ?? { kind: 'unknown' }).toSorted();
          return { restore: found?.restore, uniqueId: found?.uniqueId, members };
        };
        expect(answer(entries.toReversed())).toEqual(answer(entries));
      }),
    );
  });
});
