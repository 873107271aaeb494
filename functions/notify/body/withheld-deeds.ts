import type { Block } from '../../../shared/domain/block.ts';
import type { AccountUseCase } from './account-use-case.ts';
import { list } from './list.ts';
import { paragraph } from './paragraph.ts';
import { approverLines } from './proposed.ts';

const WHO_SEES = 'Whoever runs Bailiff sees why at the findings that are named below.';

/**
 * What Bailiff did, for a deployer who may not read the account. Once it mended the case that is told; of why it did
 * not, nothing but what is about the deployer's own project or the organization's domains.
 */
export function withheldDeeds(use: AccountUseCase): readonly Block[] {
  const { current, findings, mended } = use;
  if (mended) {
    const words = findings.flatMap(({ state, history }) =>
      state === 'remediated' ? (history.at(-1)?.what ?? []) : [],
    );
    return [list('What Bailiff did', [...new Set(words)])];
  }
  return [paragraph(sentence(use)), ...approverLines(current)];
}

function sentence(use: AccountUseCase): string {
  const { current } = use;
  const states = current.map(({ state }) => state);
  if (states.includes('failed'))
    return ['Bailiff tried to mend it, and could not.', ...remediesOf(use), WHO_SEES].join(' ');
  if (states.includes('awaiting-approval'))
    return 'Bailiff has a plan to mend it, which waits for an approver.';
  if (current.some(isHeld))
    return `Bailiff granted nothing for now. Its policy, a limit, a fight, an approver's decision or what it read holds it back. ${WHO_SEES}`;
  return 'Bailiff granted nothing. It does only where the policy trusts the project with the account and the deployer with acting as it, and where the deploy then works.';
}

/** What was undone, rejected or set back has been granted or planned before, so trust is not what it lacks. */
function isHeld({ state, hold, setBacks }: AccountUseCase['newest']): boolean {
  return state === 'held' || hold !== undefined || setBacks.length > 0;
}

/** Written anew from the job's project alone: Google's own words may name the account. */
function remediesOf({ current, newest }: AccountUseCase): readonly string[] {
  const { project } = newest.evidence.diagnosis;
  const agent = `Service account service-${project.number}@serverless-robot-prod.iam.gserviceaccount.com does not exist`;
  const reasons = current
    .filter(({ state }) => state === 'failed')
    .flatMap(({ decision }) => decision.because)
    .join('\n');
  return [
    ...(reasons.includes(agent)
      ? [
          `The Cloud Run service agent of ${project.id} is not made yet: enable run.googleapis.com in ${project.id}, then deploy again.`,
        ]
      : []),
    ...(/\biam\.(?:allowedPolicyMemberDomains|managed\.allowedPolicyMembers)\b/.test(reasons)
      ? [
          'An organization policy restricts whose members may be granted anything: ask whoever keeps that policy for an exception.',
        ]
      : []),
  ];
}
