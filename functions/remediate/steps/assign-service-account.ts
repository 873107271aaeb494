import { jobStanding } from './job-standing.ts';
import { moveJob } from './move-job.ts';
import { restoreJob } from './restore-job.ts';
import type { StepRunner } from './step-runner.ts';
import { type VerifyMovePorts, verifyMove } from './verify-move.ts';

export const assignServiceAccount: StepRunner<'assign-service-account', VerifyMovePorts> = {
  permissions: {
    remediate: ['run.jobs.get'],
    jobWriter: [
      'run.jobs.get',
      'run.jobs.update',
      'run.operations.get',
      // What Cloud Run asks of whoever deploys a job: the account that it has or gets, and its image.
      'iam.serviceAccounts.actAs',
      'artifactregistry.repositories.downloadArtifacts',
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
