import type { FindingId } from '../../shared/domain/finding.ts';
import { principalText } from '../../shared/domain/principal.ts';
import { digest } from './digest.ts';
import { happened } from './happened.ts';
import { noteAlert } from './note-alert.ts';
import type { Occasion } from './occasion.ts';
import type { EvaluatePorts, Verdict } from './ports.ts';

const LIMIT = { most: 20, windowSeconds: 3600 };

/** What becomes of a denied deploy none of whose findings is recorded for want of room. */
export const LEFT_OUT: Verdict = {
  result: 'denied.left-out',
  because: [
    `The principal was refused so much within the hour that ${LIMIT.most} findings tell of it, so this one is left out; an alert says so.`,
  ],
};

/**
 * Whether a finding of a denied deploy may be recorded: a principal gets so many in an hour, since whoever is refused
 * chooses the accounts. What goes beyond is one alert per principal and hour.
 */
export async function admitAttempt(
  finding: FindingId,
  { principal, at }: Pick<Occasion, 'principal' | 'at'>,
  ports: EvaluatePorts,
): Promise<boolean> {
  const who = principalText(principal);
  const time = happened({ at }, ports.now());
  if (await ports.ledger.admit(`denied|${who}`, finding, time, LIMIT)) return true;
  const name = principal.kind === 'unknown' ? 'Somebody whom the log does not name' : who;
  const text = `${name} was refused deploys under so many accounts that ${LIMIT.most} findings were made of them within an hour. Further ones of the hour of ${time.slice(0, 13)}:00Z are left out: they are counted as denied.left-out and have no ticket. Ask ${principal.kind === 'unknown' ? 'whoever deploys there' : who} what is being deployed, and look for all of them in the audit log: protoPayload.serviceName="run.googleapis.com" protoPayload.status.code=7.`;
  const key = `denied-deploys-left-out~${digest(who)}~${time.slice(0, 13)}`;
  await noteAlert(
    { key, kind: 'denied-deploys-left-out', severity: 'high', text, about: who },
    ports,
  );
  return false;
}
