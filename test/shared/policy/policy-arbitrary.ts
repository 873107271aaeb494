import fc from 'fast-check';
import { stringify } from 'yaml';
import { type Cap, MODES } from '../../../shared/domain/mode.ts';
import type { DecisionContext, DecisionInput } from '../../../shared/policy/decide.ts';
import { viewOf } from './loaded.ts';

// Some match, some do not, and the last two cannot be evaluated for every finding.
const CONDITIONS = [
  'finding.resource.project == "payments-prod"',
  'finding.attempted',
  '!finding.attempted',
  'finding.occurrences > 2',
  'finding.resource.labels.?team.orValue("") == "data"',
  'finding.resource.labels.team == "data"',
  'finding.resource.ancestors[3] == "organizations/100000000001"',
];
const CI = 'ci@example.com';

const mode = fc.constantFrom(...MODES);
const when = fc.constantFrom(...CONDITIONS);
const action = fc.constantFrom(
  { create: { roles: [] } },
  { create: { roles: ['roles/logging.logWriter'] } },
  { existing: 'batch-jobs@{project}.iam.gserviceaccount.com' },
);
const settings = { mode, action, remediateExecuted: fc.boolean() };

const overrides = fc
  .array(fc.record({ when, ...settings }), { maxLength: 4 })
  .map((list) => list.map((override, index) => ({ name: `case ${index}`, ...override })));

const exemption = fc.record({
  rule: fc.constant('default-service-account'),
  when,
  reason: fc.constant('A reason that has twenty characters and more.'),
  owner: fc.constant('group:web@example.com'),
  approvedBy: fc.constant('user:admin@example.com'),
  expires: fc.constantFrom('2026-11-21', '2026-11-22', '2026-11-23'),
});

/** A policy file as the value that its YAML would be read as. */
export const policyFile = fc.record(
  {
    apiVersion: fc.constant('bailiff/v1'),
    defaults: fc.record({ mode }),
    managed: fc.constantFrom([], [`user:${CI}`]),
    rules: fc.record(
      { 'default-service-account': fc.record({ ...settings, overrides }) },
      { requiredKeys: [] },
    ),
    exemptions: fc
      .array(exemption, { maxLength: 3 })
      .map((list) => list.map((one, index) => ({ id: `EX-${index}`, ...one }))),
  },
  { requiredKeys: ['apiVersion'] },
);

export const input: fc.Arbitrary<DecisionInput> = fc
  .record({
    attempted: fc.boolean(),
    occurrences: fc.integer({ min: 1, max: 5 }),
    project: fc.constantFrom('payments-prod', 'data-dev'),
    labels: fc.constantFrom({}, { team: 'data' }, { team: 'web' }),
    deployedBy: fc.constantFrom([], [CI], ['dev@example.com', CI]),
  })
  .map(({ project, deployedBy, ...viewed }) => ({
    rule: 'default-service-account',
    view: viewOf({
      ...viewed,
      resource: { kind: 'job', project, location: 'us-central1', name: 'nightly' },
    }),
    deployedBy,
  }));

const cap: fc.Arbitrary<Cap> = fc.record({
  mode,
  because: fc.constantFrom('Roles could not be read.', 'The deploy was denied.', 'A fight.'),
});

export const context: fc.Arbitrary<DecisionContext> = fc.record({
  today: fc.constant('2026-11-22'),
  ceiling: mode,
  caps: fc.array(cap, { maxLength: 4 }),
});

/** The same file with the keys of every map in the opposite order. */
export function reversedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversedKeys(inner)]),
  );
}

export function yamlOf(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false });
}
