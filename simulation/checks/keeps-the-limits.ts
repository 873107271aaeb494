import { requestIn } from '../../shared/domain/approval.ts';
import type { ClaimRequest } from '../../shared/ledger/claim.ts';
import type { Check } from './check.ts';
import { takesBack } from './made-accounts.ts';

const HOUR_MS = 3_600_000;

function isUndo({ decision, finding }: ClaimRequest): boolean {
  return requestIn({ decision, finding }, 'undo') !== undefined;
}

/** Not more than the owner allows in an hour, nothing on what is exempt, nothing on what Bailiff runs on. */
export const keepsTheLimits: Check = {
  name: 'Never 5: within the limits, nothing exempt, nothing of its own',
  onWrite(write, { policies, deployment }) {
    const { target, since, at, kind } = write;
    if (target.includes(deployment.project)) return 'It changed its own project.';
    if (kind !== 'job' || takesBack(write)) return undefined;
    const job = target.split('/').at(-1) ?? '';
    return policies.allowed(since, at, ({ exempt }) => !exempt.includes(job))
      ? undefined
      : 'The job is exempt.';
  },
  onClaim({ request, at }, { policies, begun }) {
    if (isUndo(request)) return undefined;
    const { decision, project, deployer } = request;
    const from = Date.parse(request.at) - HOUR_MS;
    const within = begun.filter((one) => !isUndo(one.request) && Date.parse(one.request.at) > from);
    const here = within.filter(({ request }) => request.project === project);
    const his = within.filter(({ request }) => request.deployer === deployer);
    const share = here.filter(({ request }) => request.deployer === deployer);
    const kept = policies.allowed(at - 10 * 60_000, at, ({ perHour, perProject }) => {
      const quarter = Math.max(1, Math.floor(perHour / 4));
      const most = Math.min(perProject, quarter);
      return (
        within.length <= perHour &&
        here.length <= most &&
        his.length <= quarter &&
        share.length <= Math.ceil(most / 2)
      );
    });
    if (kept) return undefined;
    return `${decision} was number ${within.length} within the hour, ${here.length} in its project, ${his.length} of ${deployer}, ${share.length} of them in its project.`;
  },
};
