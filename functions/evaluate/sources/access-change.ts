import type { Reading } from '../../../shared/domain/change.ts';
import type { BindingDelta, Drift } from '../../../shared/domain/drift.ts';
import { principalText } from '../../../shared/domain/principal.ts';
import { caller } from './caller.ts';
import { type IgnoredReading, ignored } from './ignored.ts';
import type { AuditEntry } from './log-entry.ts';
import { plainName } from './plain-name.ts';
import type { Happening } from './source.ts';
import { isValidateOnly } from './validate-only.ts';

/** What an entry may have altered. */
export interface Concerned extends Pick<Drift, 'scope' | 'project'> {
  readonly kind: 'concerned';
}

const PERMISSION_DENIED = 7;

/**
 * The reading of a call that went through and may have altered who may use an account; `verb` says what it did to
 * what it names, e.g. `disabled`. A call that was refused, failed or was only tried changed nothing.
 */
export function accessChange(
  entry: AuditEntry,
  { eventKey, at }: Happening,
  verb: string,
  locate: (entry: AuditEntry) => Concerned | IgnoredReading,
): Reading {
  const method = plainName(entry.audit.methodName ?? '');
  if (isValidateOnly(entry.audit.request))
    return ignored('validate-only', `${method} was asked to validate only.`);
  const failure = failureOf(entry);
  if (failure !== undefined) return ignored('call-failed', `${method} ${failure}.`);
  const located = locate(entry);
  if (located.kind === 'ignored') return located;
  const { scope, project } = located;
  const principal = caller(entry, { systemEvent: false });
  const who = principal.kind === 'unknown' ? 'Somebody unknown' : principalText(principal);
  const what = `${who} ${verb} ${named(scope)} (${method}).`;
  const deltas = deltasOf(entry);
  const drift = {
    scope,
    ...(project === undefined ? {} : { project }),
    what,
    principal,
    eventKey,
    at,
    method,
    ...(deltas === undefined ? {} : { deltas }),
  };
  return { kind: 'drift', drift };
}

/** An entry of a watched service about something that decides over nobody's access to an account. */
export function unconcerned(entry: AuditEntry): IgnoredReading {
  const method = plainName(entry.audit.methodName ?? '') || 'An entry without a method';
  return ignored(
    'method-does-not-change-access',
    `${method} changes nothing that lets a job use an account.`,
  );
}

/** `undefined` where the entry tells none, or one that cannot be made out: then nothing is known of what was written. */
function deltasOf({ audit, whole }: AuditEntry): readonly BindingDelta[] | undefined {
  const told = audit.serviceData?.policyDelta?.bindingDeltas;
  if (!whole || told === undefined || told.length === 0) return undefined;
  const deltas = told.flatMap(({ action, role, member, condition }) =>
    action === 'ADD' || action === 'REMOVE'
      ? [
          {
            action,
            role,
            member,
            conditional: condition !== undefined && condition !== null,
          } as const,
        ]
      : [],
  );
  return deltas.length === told.length ? deltas : undefined;
}

function failureOf({ audit }: AuditEntry): string | undefined {
  const code = audit.status?.code ?? 0;
  if (code === PERMISSION_DENIED) return 'was denied';
  if (code !== 0) return `failed with status code ${code}`;
  const asked = audit.authorizationInfo ?? [];
  const refused = asked.length > 0 && asked.every((one) => one?.granted !== true);
  return refused && audit.response === undefined ? 'was denied' : undefined;
}

function named(scope: Drift['scope']): string {
  return scope.kind === 'place'
    ? scope.name
    : (scope.email ?? `the account with the unique id ${scope.uniqueId}`);
}
