import { TOPICS } from '../../shared/domain/topics.ts';
import type { ClaimAnswer } from '../../shared/ledger/claim.ts';
import type { Delivery } from './ports.ts';

/** Tells once an hour, for each project and for the organization, that a limit keeps Bailiff from mending. */
export async function alertOnLimit(
  { because, line, until }: Extract<ClaimAnswer, { kind: 'limited' }>,
  { finding, ports }: Delivery,
): Promise<void> {
  const { ledger, publisher, now } = ports;
  const { project } = finding.resource;
  const about = line === 'organization' ? 'the organization' : `projects/${project}`;
  const at = now();
  const key = `limit-reached~${line === 'organization' ? line : project}~${at.slice(0, 13)}`;
  // Read first: where thousands wait, not each of them writes.
  if ((await ledger.alert(key))?.published !== undefined) return;
  const text = `Findings of ${about} are ticketed and wait. ${because} There is room from ${until} on, and they are decided again by then or later, in turn. Look at what is deployed there, by whom, and mend it at its source; if all of it is meant to be mended by Bailiff, raise limits.remediationsPerHour in the policy.`;
  const alert = await ledger.raise(
    { key, kind: 'limit-reached', severity: 'high', text, about },
    at,
  );
  if (alert.published === undefined)
    await publisher.publish(TOPICS.outcomes, { kind: 'alert', alert: alert.id });
}
