import { z } from 'zod';
import { ChannelName } from '../domain/channel-name.ts';
import type { Deployment } from '../domain/deployment.ts';
import { checkOrder } from './check-order.ts';
import { compileCondition } from './condition.ts';
import { conditionSchema } from './condition-schema.ts';
import { ON_LISTS, ON_MAPS } from './even-if-wrong.ts';
import { unknownSentence } from './issue-sentence.ts';
import { refuseDuplicates } from './refuse-duplicates.ts';

/** https://cloud.google.com/resource-manager/docs/labels-overview#requirements */
const labelKey = z.string().regex(/^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u, {
  error: 'A label key begins with a small letter and has 1 to 63 small letters, digits, - and _.',
});

/** Where tickets go: names of channels, which with a deployment must be among its own. */
export function ticketsSchema(deployment: Deployment | undefined) {
  const channels = channelsSchema(deployment);
  const route = z.strictObject({
    name: z
      .string()
      .min(1, { error: 'Give the route a name: it stands in every decision it makes.' })
      .max(100, { error: 'A name may have 100 characters.' })
      .describe('Says in a few words whose tickets these are; it stands in every decision.'),
    when: conditionSchema((text) => compileCondition(text, 'route')).describe(
      'A CEL condition over `finding` that yields true or false; here it knows finding.owner too.',
    ),
    to: channels.describe('The channels that are told; none leaves the ticket in the console.'),
  });
  return z
    .strictObject({
      owner: z
        .strictObject({
          jobLabel: labelKey.optional().describe('A label of the job, which is looked at first.'),
          projectLabel: labelKey.optional().describe('A label of its project.'),
        })
        .superRefine(requireLabel, ON_MAPS)
        .optional()
        .describe('Which label says who owns a job.'),
      routes: z
        .array(route)
        .superRefine(checkOrder('route'), ON_LISTS)
        .default([])
        .describe('The first whose condition is true says where tickets of the finding go.'),
      otherwise: channels.default([]).describe('Where the others go.'),
    })
    .describe('Where tickets go besides the console: to channels that the deployment has.');
}

function channelsSchema(deployment: Deployment | undefined) {
  const name = ChannelName.superRefine((text, context) => {
    if (deployment === undefined || deployment.channels.includes(text)) return;
    const message =
      deployment.channels.length === 0
        ? `The deployment has no channels: take "${text}" out, or ask whoever deploys Bailiff to add it.`
        : unknownSentence(text, deployment.channels, 'channel');
    context.addIssue({ code: 'custom', message });
  });
  return z.array(name).superRefine(refuseDuplicates, ON_LISTS);
}

function requireLabel(
  owner: { readonly jobLabel?: unknown; readonly projectLabel?: unknown },
  context: z.core.$RefinementCtx<unknown>,
): void {
  if (owner.jobLabel !== undefined || owner.projectLabel !== undefined) return;
  const message = 'Name a label here, jobLabel or projectLabel or both; or leave owner out.';
  context.addIssue({ code: 'custom', message });
}
