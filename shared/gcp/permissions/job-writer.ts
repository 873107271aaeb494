import type { PermissionsOf, PermissionUse } from '../../domain/permission.ts';
import type { jobWriter } from '../job-writer.ts';

const READ = {
  permission: 'run.jobs.get',
  on: 'job',
  why: 'Reads the whole job, which is sent back with another account.',
  without:
    'The move fails before anything is changed, and what earlier steps granted is taken back.',
} as const satisfies PermissionUse;

// Cloud Run asks for all of it when a job is written, and when it is only checked.
const DEPLOY = [
  {
    permission: 'run.jobs.update',
    on: 'job',
    why: 'Puts the job onto its other account.',
    without: 'Cloud Run refuses the move, and what earlier steps granted is taken back.',
  },
  {
    permission: 'iam.serviceAccounts.actAs',
    on: 'service account',
    why: 'Cloud Run asks it of whoever deploys a job, for the account that the job has and the one that it gets.',
    without: 'Cloud Run refuses the move, and what earlier steps granted is taken back.',
  },
  {
    permission: 'artifactregistry.repositories.downloadArtifacts',
    on: 'image repository',
    why: "Cloud Run asks whoever deploys a job for the right to read the job's image.",
    without:
      'Cloud Run refuses to move jobs with an image in Artifact Registry, and what earlier steps granted is taken back.',
  },
] as const satisfies readonly PermissionUse[];

const WAIT = {
  permission: 'run.operations.get',
  on: 'operation',
  why: 'Waits until Cloud Run has taken the change in.',
  without:
    'The job is moved and, since nobody can see that it was, moved back; the remediation fails and a person has to look.',
} as const satisfies PermissionUse;

export const jobWriterPermissions = {
  read: [READ],
  validate: DEPLOY,
  replace: [READ, ...DEPLOY, WAIT],
} as const satisfies PermissionsOf<ReturnType<typeof jobWriter>>;
