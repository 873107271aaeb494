import { createHash } from 'node:crypto';
import {
  findings,
  type KeptFinding,
  type SourceFinding,
  type SourceValue,
} from '../gcp/findings.ts';
import type { FindingNews } from './channel.ts';
import { type FindingEvent, findingEvent } from './finding-event.ts';
import { googleFailure } from './google-failure.ts';
import type { Connect } from './ports.ts';

const SEVERITIES = { low: 'LOW', medium: 'MEDIUM', high: 'HIGH', critical: 'CRITICAL' } as const;

/**
 * Keeps each finding in Security Command Center under an id made of its own: active until it is mended, muted by
 * Bailiff while it is exempt. What a person muted stays muted, and it is safe to repeat wherever it broke off.
 */
export const connectSecurityCommandCenter: Connect<'securityCommandCenter'> = (
  { source },
  { google },
) => {
  const { create, update, setState, setMute } = findings(google, source);

  async function tell(news: FindingNews): Promise<void> {
    const id = findingHash(news.finding.id);
    const wanted = sourceFinding(news);
    const made = await create(id, wanted);
    const kept = made ?? (await bringUpToDate(id, wanted));
    if (news.finding.state === 'exempt') await mute(id, kept);
    else await unmute(id, kept);
  }

  async function bringUpToDate(id: string, wanted: SourceFinding): Promise<KeptFinding> {
    const { severity, description, eventTime, sourceProperties, state } = wanted;
    const kept = await update(id, { severity, description, eventTime, sourceProperties });
    if (kept.state !== state) await setState(id, state, eventTime);
    return kept;
  }

  /** Noted before it is done, so that what broke off between the two is known for Bailiff's own. */
  async function mute(id: string, kept: KeptFinding): Promise<void> {
    if (kept.mute === 'MUTED') return;
    await update(id, { sourceProperties: { muted: true } });
    await setMute(id, 'MUTED');
  }

  async function unmute(id: string, kept: KeptFinding): Promise<void> {
    if (kept.sourceProperties?.['muted'] !== true) return;
    if (kept.mute === 'MUTED') await setMute(id, 'UNMUTED');
    await update(id, { sourceProperties: { muted: false } });
  }

  return {
    findings: {
      tell: (news) =>
        tell(news).catch((error: unknown) => {
          throw googleFailure(error);
        }),
    },
  };
};

/** The name of a finding in its source: 32 hexadecimal digits, made of its id. */
export function findingHash(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}

function sourceFinding(news: FindingNews): SourceFinding {
  const event = findingEvent(news);
  const over = event.state === 'remediated' || event.state === 'resolved';
  return {
    state: over ? 'INACTIVE' : 'ACTIVE',
    category: event.rule,
    resourceName: event.resource.name,
    severity: SEVERITIES[news.severity],
    findingClass: 'MISCONFIGURATION',
    description: event.because.join(' '),
    eventTime: event.at,
    sourceProperties: propertiesOf(event),
  };
}

/** Keys of lower-case letters, all of them each time, so that none stays from before; see SourceFinding. */
function propertiesOf(event: FindingEvent): Readonly<Record<string, SourceValue>> {
  const { exemption } = event;
  return {
    finding: event.id,
    status: event.state,
    mode: event.mode,
    attempted: event.attempted,
    project: event.resource.project,
    location: event.resource.location,
    job: event.resource.job,
    account: event.serviceAccount ?? '',
    principal: event.principal,
    occurrences: event.occurrences,
    firstseen: event.firstSeen,
    lastseen: event.lastSeen,
    unknown: event.indeterminate,
    fix: event.fix,
    exemption: exemption === undefined ? '' : `${exemption.id} until ${exemption.expires}`,
    ticket: event.ticket ?? '',
  };
}
