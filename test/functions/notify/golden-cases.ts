import type { Finding } from '../../../shared/domain/finding.ts';
import { attemptedSubject } from '../../fixtures/attempted-subject.ts';
import { someProposal } from '../../fixtures/proposal.ts';
import { diagnosed, LACKING, REPORTS, RUNTIME, UNREAD } from './golden-diagnosis.ts';
import { defaultAccount, deniedUse, foundOf, liveUse } from './golden-findings.ts';

const AGENT = 'service-310000000001@serverless-robot-prod.iam.gserviceaccount.com';
const RUNNER = 'nightly-runner@payments-prod.iam.gserviceaccount.com';
const DEFAULT = '310000000001-compute@developer.gserviceaccount.com';
const BOTH = diagnosed(RUNTIME, { actAs: LACKING, minting: LACKING });
const KEPT_HOME = diagnosed(RUNTIME, {
  crossProject: { state: 'enforced', because: 'The constraint is enforced by the organization.' },
});
const LIVE = { deployer: undefined, actAs: undefined } as const;

function mended(what: string, wayBack: readonly string[]) {
  const history = [
    { at: '2026-11-22T10:00:00Z', what: 'seen: mode remediate' },
    { at: '2026-11-22T10:00:02Z', what },
  ];
  return { state: 'remediated', mode: 'remediate', history, wayBack } as const;
}

function revoke(member: string, role: string): string {
  return `gcloud iam service-accounts remove-iam-policy-binding ${RUNTIME} --member=${member} --role=${role} --condition=None --project=identity-prod`;
}

const GRANTED = mended(`Mended: dev@example.com can deploy jobs of payments-prod as ${RUNTIME}.`, [
  revoke(`serviceAccount:${AGENT}`, 'roles/iam.serviceAccountTokenCreator'),
  revoke('user:dev@example.com', 'roles/iam.serviceAccountUser'),
]);
const EXEMPT = {
  state: 'exempt',
  mode: 'observe',
  decision: { exemption: { id: 'EX-0042', expires: '2027-05-31' } },
} as const;
const WAITS = { state: 'awaiting-approval', mode: 'approve' } as const;
const LIFTED = someProposal({
  does: ['Let other projects use the accounts of identity-prod.', 'Look whether the deploy works.'],
});
const FOUGHT = {
  setBacks: ['2026-11-22T08:00:00Z', '2026-11-22T09:00:00Z'],
  setBackBy: [
    { at: '2026-11-22T08:00:00Z', by: 'ci@example.com', client: 'Terraform/1.9 <b>' },
    { at: '2026-11-22T09:00:00Z', by: 'dev@example.com' },
  ],
  fight: {
    alert: 'fight~default-service-account~payments-prod~us-central1~nightly~2026-11-22T09:00:00Z',
    at: '2026-11-22T09:00:01Z',
    prevent: ['gcloud org-policies set-policy policy.yaml --project=payments-prod'],
  },
} as const;
const WITHHELD = { deployerMayRead: false } as const;

/** Findings of one ticket, by the name of the file that holds what it says: a rule's id, and which case of it. */
export const GOLDEN_CASES: Readonly<Record<string, readonly Finding[]>> = {
  'default-service-account': defaultAccount({
    client: 'google-cloud-sdk gcloud/528.0.0',
    decision: { telling: { channels: [], because: '', owner: 'team-payments' } },
  }),
  'default-service-account-remediated': defaultAccount(
    mended(`Mended: the job runs as ${RUNNER}.`, [
      `gcloud run jobs update nightly --service-account=${DEFAULT} --region=us-central1 --project=payments-prod`,
      `gcloud iam service-accounts remove-iam-policy-binding ${RUNNER} --member=user:dev@example.com --role=roles/iam.serviceAccountUser --condition=None --project=payments-prod`,
    ]),
  ),
  'default-service-account-awaiting-approval': defaultAccount({
    ...WAITS,
    proposal: someProposal({ notes: ['roles/viewer was left out: the policy names it not.'] }),
  }),
  'default-service-account-exempt': defaultAccount(EXEMPT),
  'default-service-account-fought-over': defaultAccount(FOUGHT),
  'default-service-account-attempted': foundOf(
    attemptedSubject({
      diagnosis: undefined,
      serviceAccount: undefined,
      impliesDefault: true,
      denial: 'other',
    }),
  ),
  'default-service-account-managed': defaultAccount({
    decision: { managed: 'serviceAccount:terraform@payments-prod.iam.gserviceaccount.com' },
  }),
  'missing-act-as': deniedUse(BOTH, { occurrences: 2, lastSeen: '2026-11-22T10:05:00Z' }),
  'missing-act-as-own-project': deniedUse(diagnosed(REPORTS, { actAs: LACKING })),
  'missing-act-as-unknown': deniedUse(diagnosed(RUNTIME, { actAs: UNREAD, minting: LACKING })),
  'missing-act-as-remediated': deniedUse(BOTH, GRANTED),
  'missing-act-as-exempt': deniedUse(diagnosed(RUNTIME, { actAs: LACKING }), EXEMPT),
  'missing-act-as-withheld': deniedUse(BOTH, {}, WITHHELD),
  'missing-act-as-withheld-remediated': deniedUse(BOTH, GRANTED, WITHHELD),
  'missing-act-as-withheld-awaiting-approval': deniedUse(
    BOTH,
    { ...WAITS, proposal: someProposal() },
    WITHHELD,
  ),
  'missing-token-creator': liveUse(diagnosed(RUNTIME, { ...LIVE, minting: LACKING }), {
    principal: 'admin@example.com',
  }),
  'missing-token-creator-remediated': liveUse(
    diagnosed(RUNTIME, { ...LIVE, minting: LACKING }),
    mended(`Mended: jobs of payments-prod can use ${RUNTIME} again.`, [
      revoke(`serviceAccount:${AGENT}`, 'roles/iam.serviceAccountTokenCreator'),
    ]),
  ),
  'missing-token-creator-resolved': liveUse(diagnosed(RUNTIME, { ...LIVE, minting: LACKING }), {
    state: 'resolved',
    ticket: 'BAILIFF-1',
  }),
  'cross-project-use-disabled': deniedUse(KEPT_HOME, {}, { denial: 'constraint' }),
  'cross-project-use-disabled-awaiting-approval': deniedUse(
    KEPT_HOME,
    { ...WAITS, proposal: LIFTED },
    { denial: 'constraint' },
  ),
  'service-account-unusable': liveUse(diagnosed(REPORTS, { ...LIVE, state: 'disabled' }), {
    principal: 'admin@example.com',
  }),
  'service-account-unusable-missing': deniedUse(
    diagnosed(REPORTS, { state: 'missing', actAs: UNREAD }),
  ),
};
