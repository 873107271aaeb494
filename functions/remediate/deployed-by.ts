import { ownIdentities } from '../../shared/domain/deployment.ts';
import { parsePrincipal, principalText } from '../../shared/domain/principal.ts';
import type { Subject } from '../../shared/domain/subject.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import type { Delivery } from './ports.ts';

/**
 * Everybody who deployed what the finding is about, as far as anybody knows, as principalText writes them: who made the
 * job, who changed it last, whom the event names, who was refused. Where Bailiff itself wrote last, those of its own
 * remediations stand for whoever was before it.
 */
export function deployedBy(
  subject: Subject,
  past: readonly Remediation[],
  { finding, ports }: Delivery,
): readonly string[] {
  const live = subject.kind === 'live' ? [subject.job.creator, subject.job.lastModifier] : [];
  const named = [...live, finding.deployer, finding.principal]
    .map((text) => principalText(parsePrincipal(text)))
    .filter((text) => text !== 'unknown');
  const own = ownIdentities(ports.deployment);
  const before = named.some((text) => own.includes(text))
    ? past.flatMap(({ plan }) => plan?.deployedBy ?? [])
    : [];
  return [...new Set([...named, ...before])].filter((text) => !own.includes(text)).toSorted();
}
