import { isDeepStrictEqual } from 'node:util';
import type { JobRecord } from '../../sandbox/apis/run/job-record.ts';
import type { Check } from './check.ts';
import { stepsOf, takesBack } from './made-accounts.ts';

/** The parts of a job that somebody wrote, without its account. */
function rest(body: JobRecord['body'] | undefined): unknown {
  const { template, labels, annotations } = structuredClone(body ?? {}) as Record<string, unknown>;
  const task = Object(template).template;
  if (typeof task === 'object' && task !== null) Reflect.deleteProperty(task, 'serviceAccount');
  return { template, labels, annotations };
}

function accountOf(body: JobRecord['body'] | undefined): string {
  return body?.template?.template?.serviceAccount ?? '';
}

/** A job is only changed while it really runs as a default account, and nothing of it but the account. */
export const decidesByTheWorld: Check = {
  name: 'Never 2: no write from a message',
  onWrite(write) {
    if (write.kind !== 'job') return undefined;
    const { before, after } = write;
    if (before === undefined) return 'It made a job.';
    if (!isDeepStrictEqual(rest(before), rest(after)))
      return 'It changed more of the job than its account.';
    if (takesBack(write)) return undefined;
    const move = stepsOf(write).find(
      (step) => step.kind === 'assign-service-account' && step.to === accountOf(after),
    );
    if (move?.kind !== 'assign-service-account') return undefined;
    const was = accountOf(before);
    if (!(was === '' || was.endsWith('-compute@developer.gserviceaccount.com')))
      return `It moved a job that ran as ${was}.`;
    return before.uid === move.uid ? undefined : 'It moved another job of the same name.';
  },
};
