import type { Block } from '../../../shared/domain/block.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { code } from './code.ts';
import { exemptionEntry } from './exemption-entry.ts';
import { paragraph } from './paragraph.ts';
import type { TicketContext } from './ticket-context.ts';

/** Until when findings of one job or of such deploys are exempt, and how to have the others exempted. */
export function exemption(
  findings: readonly Finding[],
  { policyOwner }: TicketContext,
): readonly Block[] {
  const [first] = findings;
  if (first === undefined) return [];
  const exempt = findings.filter(isExempt);
  const others = findings.filter((finding) => !isExempt(finding));
  const what = first.attempted ? 'such deploys' : first.resourceName;
  const wish = first.attempted ? 'To hear no more of it' : 'To let it stay';
  const whom = policyOwner === undefined ? 'the owners of the policy' : policyOwner;
  const entries = others.flatMap(exemptionEntry);
  const rules = others.map(({ rule }) => rule).join(', ');
  return [
    ...exempt.flatMap(({ rule, decision }) =>
      decision.exemption === undefined
        ? []
        : [
            paragraph(
              `Exempt from ${rule} by ${decision.exemption.id} until ${decision.exemption.expires}, that day included. After it Bailiff decides again.`,
            ),
          ],
    ),
    ...(others.length === 0
      ? []
      : [
          paragraph(
            `${wish}: ask ${whom} for an exemption of ${rules} for ${what}, with a reason and a date.`,
          ),
          ...(entries.length === 0
            ? []
            : [
                code(
                  'The entry for `exemptions:` in the policy (docs/policy.md), once the words in capitals are filled in',
                  entries,
                ),
              ]),
        ]),
  ];
}

function isExempt({ state, decision }: Finding): boolean {
  return state === 'exempt' && decision.exemption !== undefined;
}
