import { z } from 'zod';
import type { Deployment } from '../domain/deployment.ts';
import { roleFaults } from './dedicated-role.ts';
import { ON_LISTS, ON_MAPS } from './even-if-wrong.ts';
import { existingFault } from './existing-account.ts';
import { refuseDuplicates } from './refuse-duplicates.ts';
import { soundText } from './sound-text.ts';

/** The one way to mend a job: put it on an account that is there, or on one made for it. */
export function actionSchema(deployment: Deployment | undefined) {
  const role = z
    .string()
    .superRefine((text, context) => {
      for (const message of roleFaults(text, deployment))
        context.addIssue({ code: 'custom', message });
    })
    .describe('roles/NAME, projects/PROJECT/roles/NAME or organizations/NUMBER/roles/NAME.');
  return z
    .strictObject({
      existing: soundText((text) => existingFault(text, deployment))
        .optional()
        .describe(
          "A service account's literal address, or NAME@{project}.iam.gserviceaccount.com for one in the job's project.",
        ),
      create: z
        .strictObject({
          roles: z
            .array(role)
            .superRefine(refuseDuplicates, ON_LISTS)
            .describe(
              'Project roles for the new account; it is given those whose permissions the replaced account already holds.',
            ),
        })
        .optional()
        .describe('Make an account for this very job.'),
    })
    .superRefine((value: Readonly<Record<string, unknown>>, context) => {
      if ((value['existing'] === undefined) !== (value['create'] === undefined)) return;
      const message = 'An action is exactly one of existing and create.';
      context.addIssue({ code: 'custom', message });
    }, ON_MAPS)
    .describe('How a job is mended: exactly one of existing and create.')
    .meta({ oneOf: [{ required: ['existing'] }, { required: ['create'] }] });
}
