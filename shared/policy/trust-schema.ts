import { z } from 'zod';
import type { Deployment } from '../domain/deployment.ts';
import { ON_LISTS } from './even-if-wrong.ts';
import { memberAt } from './member-at.ts';
import { refuseDuplicates } from './refuse-duplicates.ts';
import { soundText } from './sound-text.ts';
import { jobProjectFault, trustedAccountFault, trustedDeployerFault } from './trust-faults.ts';
import { refuseTwoPins } from './two-pins.ts';

/** The access that the owner names, as a list; with a deployment, only what that allows. */
export function trustSchema(deployment: Deployment | undefined) {
  const project = soundText((text) => jobProjectFault(text, deployment)).describe(
    'The id of a project.',
  );
  const deployer = soundText((text) => trustedDeployerFault(text, deployment)).meta({
    pattern: '^(user|serviceAccount|group):[^@]+@[^@]+$',
  });
  const entry = z
    .strictObject({
      projects: z
        .array(project)
        .min(1, { error: 'Name at least one project.' })
        .superRefine(refuseDuplicates, ON_LISTS)
        .describe("The jobs' projects, by their ids."),
      accounts: z
        .array(accountSchema(deployment))
        .min(1, { error: 'Name at least one account.' })
        .superRefine(
          (accounts, context) => refuseDuplicates(accounts.map(addressOf), context),
          ON_LISTS,
        )
        .describe('The accounts that jobs of these projects may be let use.'),
      deployers: z
        .array(deployer)
        .superRefine(refuseDuplicates, ON_LISTS)
        .default([])
        .describe(
          'Who may be let act as the accounts to deploy such jobs: user:, serviceAccount: or group: and an address, granted exactly as written.',
        ),
      restore: z
        .boolean()
        .default(false)
        .describe(
          'Put token minting back that was taken away from under a job, once per binding and day; otherwise tell.',
        ),
    })
    .describe(
      'Jobs, accounts and deployers: each combination may be granted what its deploy lacks.',
    );
  return z.array(entry).superRefine(refuseTwoPins, ON_LISTS).default([]);
}

function accountSchema(deployment: Deployment | undefined) {
  const address = soundText((text) => trustedAccountFault(text, deployment)).describe(
    "A service account's literal address.",
  );
  const pinned = z.strictObject({
    account: address,
    uniqueId: z
      .string({
        error: ({ input }) =>
          typeof input === 'number'
            ? 'Put the digits in quotes: as a number they are rounded.'
            : undefined,
      })
      .regex(/^\d{1,30}$/, {
        error: 'Write the digits that gcloud iam service-accounts describe gives as uniqueId.',
      })
      .describe(
        'Its unique id: one that is made again under the same address is then not trusted.',
      ),
  });
  return z.union([address, pinned], {
    error: 'Write an address, or a map of account and uniqueId.',
  });
}

function addressOf(value: unknown): unknown {
  return typeof value === 'string' ? value : memberAt(value, 'account');
}
