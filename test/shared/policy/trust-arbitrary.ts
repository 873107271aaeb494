import fc from 'fast-check';
import { ACTION_IDS } from '../../../shared/domain/deployment.ts';
import { MODES } from '../../../shared/domain/mode.ts';
import type { Principal } from '../../../shared/domain/principal.ts';
import type { Access } from '../../../shared/policy/mending-caps.ts';

export const TRUST_ACCOUNTS = [
  'batch-runtime@identity-prod.iam.gserviceaccount.com',
  'reports@payments-prod.iam.gserviceaccount.com',
];
const PROJECTS = ['payments-prod', 'data-dev'];
const MEMBERS = [
  'user:dev@example.com',
  'serviceAccount:terraform@payments-prod.iam.gserviceaccount.com',
  'group:payments@example.com',
];

const DEPLOYERS: readonly (Principal | undefined)[] = [
  { kind: 'user', email: 'dev@example.com' },
  { kind: 'user', email: 'eve@example.com' },
  { kind: 'user', email: 'dev@example.org' },
  { kind: 'service-account', email: 'terraform@payments-prod.iam.gserviceaccount.com' },
  { kind: 'service-account', email: 'other@payments-prod.iam.gserviceaccount.com' },
  { kind: 'service-agent', email: 'service-310000000001@gcp-sa-pubsub.iam.gserviceaccount.com' },
  { kind: 'federated', subject: 'principal://iam.googleapis.com/p/subject/dev@example.com' },
  { kind: 'unknown' },
  undefined,
];

export interface GeneratedEntry {
  readonly projects: readonly string[];
  readonly accounts: readonly (string | { readonly account: string; readonly uniqueId: string })[];
  readonly deployers: readonly string[];
  readonly restore: boolean;
}

// Each account has one pin, or the file would be refused.
const account = fc.constantFrom(0, 1).chain((index) =>
  fc.constantFrom(TRUST_ACCOUNTS[index] ?? '', {
    account: TRUST_ACCOUNTS[index] ?? '',
    uniqueId: `${index}`,
  }),
);

/** Entries as the value that their YAML would be read as. */
export const trust: fc.Arbitrary<readonly GeneratedEntry[]> = fc.array(
  fc.record({
    projects: fc.subarray(PROJECTS, { minLength: 1 }),
    accounts: fc.uniqueArray(account, { minLength: 1, selector: addressIn }),
    deployers: fc.subarray(MEMBERS),
    restore: fc.boolean(),
  }),
  { maxLength: 3 },
);

export const actions = fc.subarray([...ACTION_IDS]);

const RULES_BY_TRUST = ['missing-token-creator', 'missing-act-as', 'cross-project-use-disabled'];
export const ruleByTrust = fc.constantFrom(...RULES_BY_TRUST);

const mode = fc.constantFrom(...MODES);
const overrides = fc
  .array(fc.record({ when: fc.constantFrom('finding.attempted', '!finding.attempted'), mode }), {
    maxLength: 2,
  })
  .map((list) => list.map((override, index) => ({ name: `case ${index}`, ...override })));

/** The settings of some of these rules, as a file would have them. */
export const rulesByTrust = fc.record(
  Object.fromEntries(RULES_BY_TRUST.map((id) => [id, fc.record({ mode, overrides })])),
  { requiredKeys: [] },
);

export const access: fc.Arbitrary<Access> = fc.record({
  project: fc.constantFrom('payments-prod', 'data-dev', 'identity-prod'),
  account: fc.constantFrom(
    ...TRUST_ACCOUNTS,
    'other@payments-prod.iam.gserviceaccount.com',
    undefined,
  ),
  deployer: fc.constantFrom(...DEPLOYERS),
});

/** Whether an entry names the project and the account, and for act-as the deployer or a group they could be in. */
export function isNamed(entries: readonly GeneratedEntry[], rule: string, asked: Access): boolean {
  const naming = entries.filter(
    ({ projects, accounts }) =>
      projects.includes(asked.project) && accounts.some((one) => addressIn(one) === asked.account),
  );
  if (rule !== 'missing-act-as') return naming.length > 0;
  const index = DEPLOYERS.indexOf(asked.deployer);
  const member = index === 0 ? MEMBERS[0] : index === 3 ? MEMBERS[1] : undefined;
  const mayBeInGroup = [0, 1, 3, 4].includes(index);
  return naming.some(
    ({ deployers }) =>
      (member !== undefined && deployers.includes(member)) ||
      (mayBeInGroup && deployers.includes('group:payments@example.com')),
  );
}

function addressIn(one: GeneratedEntry['accounts'][number]): string {
  return typeof one === 'string' ? one : one.account;
}
