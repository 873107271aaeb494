import type { RecheckMessage } from '../../shared/domain/message.ts';
import { parsePrincipal } from '../../shared/domain/principal.ts';
import type { Resource } from '../../shared/domain/resource.ts';
import type { Gathered } from '../../shared/engine/gather.ts';
import type { EventRecord } from '../../shared/ledger/event-record.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { gatherReadable, type Unread } from './gather-readable.ts';
import type { Occasion } from './occasion.ts';
import type { EvaluatePorts } from './ports.ts';
import { recordLive } from './record-findings.ts';
import { settleFindings } from './settle-findings.ts';

/** What one job came to, for the ledger, or why it could not be read. */
type Rechecked =
  | { readonly kind: 'judged'; readonly event: EventRecord; readonly findings: readonly string[] }
  | Unread;

interface Asked extends Pick<RecheckMessage, 'sweep' | 'unlisted'> {
  /** RFC 3339, when the sweep asked. */
  readonly at: string;
}

const WHAT = 'A sweep of the organization read the job again.';
const UNKNOWN = { kind: 'unknown' } as const;

/**
 * Judges one job again as it stands now: what nobody was told of is recorded, what is mended or gone is settled, and
 * what may not be read is left as it is. Of denied deploys nothing is settled, since only a deploy proves that a deploy
 * works. Throws what may pass.
 */
export async function recheckJob(
  resource: Resource,
  { sweep, unlisted, at }: Asked,
  policy: Policy,
  ports: EvaluatePorts,
): Promise<Rechecked> {
  const eventKey = `sweep|${sweep}`;
  const gathered = await gatherReadable(resource, policy, ports);
  if (gathered.kind === 'unread') return gathered;
  if (gathered.kind === 'outside-organization' && !unlisted)
    return {
      kind: 'unread',
      project: resource.project,
      because: 'It cannot be read, and nothing says that it has left.',
    };
  const occasion = { eventKey, at, access: WHAT, quiet: 'sweep' } as const;
  const { result, because, findings } = await judgeGathered(
    gathered,
    resource,
    occasion,
    policy,
    ports,
  );
  return { kind: 'judged', event: { result, because: because.join(' ') }, findings };
}

async function judgeGathered(
  gathered: Gathered,
  resource: Resource,
  occasion: Omit<Occasion, 'principal'>,
  policy: Policy,
  ports: EvaluatePorts,
) {
  if (gathered.kind === 'live') {
    const principal = parsePrincipal(gathered.subject.job.lastModifier);
    const verdict = await recordLive(gathered.subject, { ...occasion, principal }, policy, ports);
    return { result: 'recheck.job', because: verdict.because, findings: verdict.findings ?? [] };
  }
  const gone = gathered.kind === 'gone';
  const what = gone ? 'the job was deleted' : 'the project is not in the organization any more';
  const canonical = gone ? { ...resource, project: gathered.project.id } : resource;
  const nobody = { ...occasion, principal: UNKNOWN };
  const findings = await settleFindings(canonical, nobody, what, [], ports);
  const settled = findings.map((id) => `${id} is resolved.`);
  return { result: 'recheck.gone', because: [`Nothing to judge: ${what}.`, ...settled], findings };
}
