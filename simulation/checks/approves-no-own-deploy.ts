import { requestIn } from '../../shared/domain/approval.ts';
import type { Check } from './check.ts';

/** What waits for a person is done on the word of one approver who did not deploy it, and once. */
export const approvesNoOwnDeploy: Check = {
  name: 'Never 13: nobody approves his own deploy, nothing is approved twice',
  onWrite({ journal }, { deployment, writes }) {
    for (const { decision, finding, plan } of journal) {
      const by = plan?.approvedBy;
      if (by === undefined) continue;
      if (!deployment.approvers.includes(by)) return `${by} is no approver.`;
      const email = by.replace(/^\w+:/, '');
      if (plan?.deployedBy?.includes(email) === true) return `${by} approved what he deployed.`;
      const request = requestIn(
        { decision, finding },
        plan?.undoes === undefined ? 'approve' : 'undo',
      );
      if (request === undefined) return `${decision} carries out no request.`;
      const others = writes
        .flatMap((one) => one.journal)
        .filter((one) => one.decision !== decision && one.decision.endsWith(request));
      if (others.length > 0) return `The request ${request} was used by two decisions.`;
    }
    return undefined;
  },
};
