import { jobWriterPermissions } from '../../../shared/gcp/permissions/job-writer.ts';
import { jobReaderPermissions } from '../../../shared/gcp/permissions/jobs.ts';
import { troubleshooterPermissions } from '../../../shared/gcp/permissions/troubleshooter.ts';
import { jobStanding } from './job-standing.ts';
import { moveJob } from './move-job.ts';
import { restoreJob } from './restore-job.ts';
import type { StepRunner } from './step-runner.ts';
import { type VerifyMovePorts, verifyMove } from './verify-move.ts';

export const assignServiceAccount: StepRunner<'assign-service-account', VerifyMovePorts> = {
  permissions: {
    remediate: [...jobReaderPermissions.read, ...troubleshooterPermissions.access],
    jobWriter: [
      ...jobWriterPermissions.read,
      ...jobWriterPermissions.validate,
      ...jobWriterPermissions.replace,
    ],
  },

  run: async (step, turn) => (await moveJob(step, turn)) ?? verifyMove(step, turn),
  putBack: restoreJob,
  standing: jobStanding,

  planned: ({ from, to }) => `Move the job from ${from || 'its default account'} to ${to}.`,

  told: ({ from, to }, { newer }) =>
    newer === true
      ? `The job runs as ${to}, and was changed by somebody else since.`
      : `Moved the job from ${from || 'its default account'} to ${to}.`,
};
