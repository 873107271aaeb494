import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../shared/domain/decision.ts';
import { ACTION_IDS, type Deployment } from '../../../shared/domain/deployment.ts';
import { MODES, type Mode } from '../../../shared/domain/mode.ts';
import type { Principal } from '../../../shared/domain/principal.ts';
import { type DecisionInput, decide } from '../../../shared/policy/decide.ts';
import { narrower } from '../../../shared/policy/narrower.ts';
import { type Trust, trustOf } from '../../../shared/policy/trust.ts';
import { widens } from '../../../shared/policy/widening.ts';
import { policyOf, viewOf } from './loaded.ts';
import { context, input, policyFile, yamlOf } from './policy-arbitrary.ts';
import { access, ruleByTrust, rulesByTrust, TRUST_ACCOUNTS, trust } from './trust-arbitrary.ts';

const TODAY = '2026-11-22';
const UNTIL = '2026-11-22T10:10:00Z';
const DEPLOYMENT: Partial<Deployment> = {
  trustAccounts: TRUST_ACCOUNTS,
  actions: [...ACTION_IDS],
  dedicatedAccountRoles: ['roles/logging.logWriter'],
};

const UNKNOWN: Principal = { kind: 'unknown' };

const rank = (mode: Mode) => MODES.indexOf(mode);

const file = fc
  .record({ base: policyFile, rules: rulesByTrust, trust })
  .map(({ base, rules, ...rest }) => ({ ...base, ...rest, rules: { ...base.rules, ...rules } }));

type File = typeof file extends fc.Arbitrary<infer T> ? T : never;
type Edit = (before: File, other: File) => object;

const DEFAULT = 'default-service-account';
const ofDefault = (change: (rule: object & { overrides?: readonly unknown[] }) => object): Edit => {
  return ({ rules, ...rest }) => {
    const rule = rules[DEFAULT];
    return { ...rest, rules: rule === undefined ? rules : { ...rules, [DEFAULT]: change(rule) } };
  };
};
/** What people change in a file: one thing or another, mostly. */
const EDITS: readonly Edit[] = [
  ...(['defaults', 'managed', 'rules', 'exemptions', 'trust'] as const).map(
    (key): Edit =>
      (before, other) => ({ ...before, [key]: other[key] }),
  ),
  (_, other) => other,
  ({ exemptions = [], ...rest }) => ({ ...rest, exemptions: exemptions.slice(1) }),
  ({ exemptions = [], ...rest }) => ({
    ...rest,
    exemptions: exemptions.map((one) => ({ ...one, expires: '2026-11-22' })),
  }),
  ofDefault((rule) => ({ ...rule, overrides: rule.overrides?.slice(1) ?? [] })),
  ofDefault((rule) => ({ ...rule, overrides: rule.overrides?.toReversed() ?? [] })),
  ofDefault((rule) => ({ ...rule, mode: 'ticket' })),
];

/** Two versions of which the second differs in little. */
const versions = fc
  .record({ before: file, other: file, edit: fc.constantFrom(...EDITS) })
  .map(({ before, other, edit }) => [load(before), load({ ...edit(before, other) })] as const);

const onAccess: fc.Arbitrary<DecisionInput> = fc
  .record({ rule: ruleByTrust, access, attempted: fc.boolean() })
  .map(({ rule, attempted, ...rest }) => ({
    rule,
    view: viewOf({ rule, attempted }),
    deployedBy: [],
    ...rest,
  }));
// Reading a policy takes far longer than asking it, so each is asked about many findings.
const unbounded = { today: TODAY, ceiling: 'remediate', caps: [] } as const;
const findings = fc.array(
  fc.record({
    asked: fc.oneof(input, onAccess),
    bounds: fc.oneof(context, fc.constant(unbounded)),
  }),
  {
    minLength: 30,
    maxLength: 30,
  },
);
const accesses = fc.array(access, { minLength: 30, maxLength: 30 });

const held = fc.array(versions, { minLength: 1, maxLength: 2 }).map((pairs) => {
  const [file, ...before] = pairs.flatMap(([old, now]) => [now, old]);
  if (file === undefined) throw new Error('At least one pair was asked for.');
  const bounds = before.map((policy) => ({ policy, until: UNTIL }));
  const policy = narrower(file, { bounds, unknownUntil: undefined }, 'all');
  return { all: [file, ...before], policy };
});

function load(value: Readonly<Record<string, unknown>>) {
  const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return policyOf(yamlOf(Object.fromEntries(present)), DEPLOYMENT);
}

describe('a version that is told to widen nothing', () => {
  it('deals with no finding further than the one before', () => {
    let silent = 0;
    fc.assert(
      fc.property(versions, findings, ([before, after], list) => {
        if (widens(before, after, TODAY).length > 0) return;
        silent += 1;
        for (const { asked, bounds } of list) {
          const [old, now] = [decide(before, asked, bounds), decide(after, asked, bounds)];
          expect(rank(now.mode)).toBeLessThanOrEqual(rank(old.mode));
        }
      }),
      { numRuns: 80 },
    );
    expect(silent).toBeGreaterThan(8);
  });

  it('trusts nobody with anything that the one before did not', () => {
    fc.assert(
      fc.property(versions, accesses, ([before, after], list) => {
        if (widens(before, after, TODAY).length > 0) return;
        for (const { project, account = '', deployer = UNKNOWN } of list) {
          const now = trustOf(after, project, account);
          const old = trustOf(before, project, account);
          expectLess(now, old);
          const some = (one: typeof now) => (one?.membersFor(deployer) ?? []).length > 0;
          expect(some(old) || !some(now)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a version that waits behind others', () => {
  it('goes no further than any of them, nor than itself', () => {
    let lowered = 0;
    fc.assert(
      fc.property(held, findings, ({ all, policy }, list) => {
        for (const { asked, bounds } of list) {
          const decision = decide(policy, asked, bounds);
          const each = all.map((one) => decide(one, asked, bounds));
          for (const one of each) expectWithin(decision, one);
          lowered += each[0]?.mode === decision.mode ? 0 : 1;
          expectExplained(decision);
        }
      }),
      { numRuns: 30 },
    );
    expect(lowered).toBeGreaterThan(0);
  });

  it('trusts nobody with anything that one of them does not', () => {
    fc.assert(
      fc.property(held, accesses, ({ all, policy }, list) => {
        for (const { project, account = '', deployer = UNKNOWN } of list) {
          const common = trustOf(policy, project, account);
          const members = [...(common?.membersFor(deployer) ?? [])];
          for (const one of all) {
            expectLess(common, trustOf(one, project, account));
            const named = one.trust.flatMap(({ deployers }) => deployers);
            expect(named).toEqual(expect.arrayContaining(members));
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('changes no more in an hour than any of them', () => {
    const limits = (perHour: number, setBacks: number, window: string) =>
      policyOf(
        `apiVersion: bailiff/v1\nlimits: {remediationsPerHour: ${perHour}, fight: {setBacks: ${setBacks}, window: ${window}}}`,
      );
    const bounds = [
      { policy: limits(8, 9, '48h'), until: UNTIL },
      { policy: { ...limits(30, 4, '1h'), settleSeconds: 60 }, until: UNTIL },
    ];
    const policy = narrower(limits(40, 7, '2h'), { bounds, unknownUntil: undefined }, 'all');
    expect(policy).toMatchObject({
      digest: 'all',
      settleSeconds: 60,
      limits: {
        remediationsPerHour: 8,
        remediationsPerHourPerProject: 2,
        remediationsPerHourPerDeployer: 2,
        remediationsPerHourPerDeployerInProject: 1,
        fight: { setBacks: 4, windowSeconds: 172_800 },
      },
    });
  });
});

function expectLess(one: Trust | undefined, other: Trust | undefined): void {
  if (one === undefined) return;
  expect(other).toBeDefined();
  expect(other?.restore === true || !one.restore).toBe(true);
  expect([undefined, one.uniqueId]).toContain(other?.uniqueId);
}

function expectExplained({ mode, wanted, because, exemption }: Decision): void {
  expect(because.length).toBeGreaterThan(mode === wanted ? 0 : 1);
  expect(exemption === undefined || mode === 'observe').toBe(true);
}

function expectWithin(decision: Decision, other: Decision): void {
  expect(rank(decision.mode)).toBeLessThanOrEqual(rank(other.mode));
  expect(other.remediateExecuted || !decision.remediateExecuted).toBe(true);
  if (rank(decision.mode) < rank('approve')) return;
  expect(decision.action?.existing).toBe(other.action?.existing);
  expect(other.action?.create?.roles ?? []).toEqual(
    expect.arrayContaining([...(decision.action?.create?.roles ?? [])]),
  );
}
