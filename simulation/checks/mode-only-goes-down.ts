import { requestIn } from '../../shared/domain/approval.ts';
import { reaches } from '../../shared/domain/mode.ts';
import type { ProjectId } from '../setting.ts';
import type { Check } from './check.ts';
import { takesBack } from './made-accounts.ts';

/** Bailiff writes by itself where the policy and the deployment say `remediate`, and on a person's word where they say `approve`. */
export const modeOnlyGoesDown: Check = {
  name: 'Never 10: the mode only goes down',
  onClaim({ request: { decision, finding, request }, ceiling }) {
    // An approver's own word.
    if (ceiling === undefined || requestIn({ decision, finding }, 'undo') !== undefined)
      return undefined;
    const least = request === undefined ? 'remediate' : 'approve';
    if (reaches(ceiling.mode, least)) return undefined;
    return `${decision} was begun though ${ceiling.by} had set the ceiling to ${ceiling.mode}.`;
  },
  onWrite(write, { policies, deployment }) {
    if (takesBack(write)) return undefined;
    const { since, at, journal } = write;
    const modifier = write.kind === 'job' ? write.before?.lastModifier : undefined;
    for (const { plan, finding } of journal) {
      const least = plan?.approvedBy === undefined ? 'remediate' : 'approve';
      if (!reaches(deployment.ceiling, least)) return `The ceiling is ${deployment.ceiling}.`;
      const [rule, project = ''] = finding.split('~');
      const may = policies.allowed(since, at, ({ modes, accessMode, managed }) => {
        const mode = rule === 'default-service-account' ? modes[project as ProjectId] : accessMode;
        return reaches(mode, least) && !managed.includes(`serviceAccount:${modifier}`);
      });
      if (!may) return `No policy in force asks for ${least} here.`;
    }
    return undefined;
  },
};
