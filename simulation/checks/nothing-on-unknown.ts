import type { StepKind } from '../../shared/domain/plan.ts';
import type { OwnWrite } from '../watch.ts';
import type { Check } from './check.ts';
import { stepsOf, takesBack } from './made-accounts.ts';

/** Whoever was refused an answer that the write rests on, and did not get it since, changes nothing. */
export const nothingOnUnknown: Check = {
  name: 'Never 6: nothing on unknown',
  onWrite(write) {
    const unread = write.unread.find((question) => !isBeside(question, write));
    if (unread === undefined || takesBack(write)) return undefined;
    return `It had not been able to read ${unread}.`;
  },
};

/** It decides what a deployer may be told of an account; where nobody can tell, he is told less. */
const TOLD = /iam:troubleshoot\S* .*"permission":"iam\.serviceAccounts\.get"/;
const RECORD = / GET \/v1\/projects\/[^/]+\/serviceAccounts\/([^/: ]+) *$/;
const COMPUTE_DEFAULT = /^\d+-compute@developer\.gserviceaccount\.com$/;

/** What roles the job's account holds, which weighs in whether the job is to be moved off it, and in nothing else. */
const ROLES = / POST \/v3\/(?:projects|folders|organizations)\/[^/]+:getIamPolicy /;
const LETS_USE: ReadonlySet<StepKind> = new Set([
  'grant-act-as',
  'grant-token-creator',
  'allow-cross-project-use',
  'verify-access',
]);

/** docs/remediation.md says why how a job's present account stands is no part of the decision to move the job off it. */
function isBeside(question: string, write: OwnWrite): boolean {
  if (TOLD.test(question)) return true;
  const steps = stepsOf(write);
  if (ROLES.test(question))
    return steps.length > 0 && steps.every(({ kind }) => LETS_USE.has(kind));
  const account = decodeURIComponent(RECORD.exec(question)?.[1] ?? '');
  return steps.some(
    (step) =>
      step.kind === 'assign-service-account' &&
      (step.from === '' ? COMPUTE_DEFAULT.test(account) : step.from === account),
  );
}
