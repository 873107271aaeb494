import type { Block } from '../../../shared/domain/block.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { list } from './list.ts';
import type { TicketContext } from './ticket-context.ts';

/** People by what they can say, the newest finding's; nothing where nobody is known. */
export function whomToAsk(
  { decision, attempted, deployer, principal }: Finding,
  { policyOwner }: TicketContext,
): readonly Block[] {
  const owner = decision.telling?.owner;
  const last = attempted ? (deployer ?? 'unknown') : principal;
  const lines = [
    ...(owner === undefined
      ? []
      : [`About the job: ${owner}, who owns it by what its label says.`]),
    ...(last === 'unknown'
      ? []
      : [
          `About the deploy: ${last}, who ${attempted ? 'was refused it' : 'changed the job last'}.`,
        ]),
    ...(policyOwner === undefined
      ? []
      : [`About what Bailiff may do, and exemptions: ${policyOwner}, who owns the policy.`]),
  ];
  return lines.length === 0 ? [] : [list('Whom to ask', lines)];
}
