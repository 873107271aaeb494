import type { PermissionsOf } from '../../domain/permission.ts';
import type { jobReader } from '../jobs.ts';

export const jobReaderPermissions = {
  read: [
    {
      permission: 'run.jobs.get',
      on: 'job',
      why: 'Reads the job that an event, a sweep or a decision is about.',
      without:
        'Events of the job are delivered again until they are dead letters, which raise an alert; a sweep names its project as not read; nothing is changed.',
    },
  ],
  runningExecutions: [
    {
      permission: 'run.executions.list',
      on: 'job',
      why: 'Tells whether the job is running now.',
      without: 'The finding is indeterminate and held at ticket.',
    },
  ],
} as const satisfies PermissionsOf<ReturnType<typeof jobReader>>;
