import { describe, expect, it } from 'vitest';
import { accountUseCase } from '../../../../functions/notify/body/account-use-case.ts';
import { type FindingOf, isOf } from '../../../../functions/notify/body/finding-of.ts';
import { withheldDeeds } from '../../../../functions/notify/body/withheld-deeds.ts';
import type { Finding } from '../../../../shared/domain/finding.ts';
import { plainText } from '../../../../shared/domain/plain-text.ts';
import { crossProjectDiagnosis } from '../../../fixtures/diagnosis.ts';
import { deniedFinding } from '../account-use-finding.ts';

const NOT_TRUSTED =
  'Bailiff granted nothing. It does only where the policy trusts the project with the account and the deployer with acting as it, and where the deploy then works.';
const HELD =
  "Bailiff granted nothing for now. Its policy, a limit, a fight, an approver's decision or what it read holds it back. Whoever runs Bailiff sees why at the findings that are named below.";
const COULD_NOT = 'Bailiff tried to mend it, and could not.';
const WHO_SEES = 'Whoever runs Bailiff sees why at the findings that are named below.';

/** What is said of both bindings being missing, Bailiff's last reason being this one. */
function deeds(
  state: Finding['state'],
  reason: string,
  changes: Partial<Finding> = {},
  there = true,
) {
  const decision = { ...deniedFinding('missing-act-as').decision, because: [reason] };
  const diagnosis = there
    ? crossProjectDiagnosis({ 'act-as': 'missing', 'token-minting': 'missing' })
    : crossProjectDiagnosis({ 'account-usable': 'missing', 'act-as': 'unknown' });
  const [first, ...rest] = ['missing-act-as', 'missing-token-creator']
    .map((rule) => deniedFinding(rule, { state, decision, diagnosis, withheld: true, ...changes }))
    .filter((finding): finding is FindingOf<'account-use'> => isOf('account-use', finding));
  if (first === undefined) throw new Error('There is no finding.');
  return plainText(withheldDeeds(accountUseCase([first, ...rest])));
}

describe('what a deployer who may not read the account is told of what Bailiff did', () => {
  it.each([
    'Nothing more is changed for now. 5 remediations have begun in payments-prod this hour.',
    'admin@example.com undid it at 2026-11-22T10:00:00Z.',
    'The account batch-runtime@identity-prod.iam.gserviceaccount.com is disabled.',
  ])('sends nobody to ask for trust that he has, where it is held: %s', (reason) => {
    expect(deeds('held', reason)).toBe(HELD);
  });

  it.each([
    {
      hold: {
        kind: 'undone',
        by: 'admin@example.com',
        at: '2026-11-22T10:00:00Z',
        uid: '',
        generation: 0,
        until: '2026-11-23T10:00:00Z',
      },
    },
    { setBacks: ['2026-11-22T10:00:00Z'] },
  ] as const)('nor does it where it was granted before and is ticketed now: %o', (changes) => {
    expect(deeds('ticketed', 'A person looks first.', changes)).toBe(HELD);
  });

  it('names the trust that is absent where it is no more than ticketed', () => {
    expect(deeds('ticketed', 'No trust entry names the account.')).toBe(NOT_TRUSTED);
  });

  it('says of a failure what mends it, where that is in his own project', () => {
    const reason =
      'The remediation failed. Service account service-310000000001@serverless-robot-prod.iam.gserviceaccount.com does not exist. Google makes it.';
    expect(deeds('failed', reason)).toBe(
      `${COULD_NOT} The Cloud Run service agent of payments-prod is not made yet: enable run.googleapis.com in payments-prod, then deploy again. ${WHO_SEES}`,
    );
  });

  it.each(['iam.allowedPolicyMemberDomains', 'iam.managed.allowedPolicyMembers'])(
    'says of a failure that members of domains are restricted, by %s',
    (constraint) => {
      expect(deeds('failed', `The organization policy constraints/${constraint} forbids it.`)).toBe(
        `${COULD_NOT} An organization policy restricts whose members may be granted anything: ask whoever keeps that policy for an exception. ${WHO_SEES}`,
      );
    },
  );

  it.each([
    'The number of members in the policy (1,501) is larger than the maximum allowed size 1,500.',
    'Service account service-310000000002@serverless-robot-prod.iam.gserviceaccount.com does not exist.',
    'The account was made again under another unique id.',
  ])('passes on no other reason of a failure: %s', (reason) => {
    expect(deeds('failed', reason)).toBe(`${COULD_NOT} ${WHO_SEES}`);
  });

  it.each(['open', 'ticketed', 'held', 'failed', 'awaiting-approval', 'remediated'] as const)(
    'is the same for an account that is not there as for one without either binding, when %s',
    (state) => {
      expect(deeds(state, 'Read so.', {}, false)).toBe(deeds(state, 'Read so.'));
    },
  );
});
