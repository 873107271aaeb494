import { ApiError } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import { type LogEntry, newInsertId } from './entry-log.ts';

/** What an Admin Activity entry says beyond who called and how it ended (gcp-facts: B.2 and B.3). */
export interface AuditSpec {
  readonly serviceName: string;
  readonly methodName: string;
  /** In the caller's form: `namespaces/P/jobs/J` for v1, `projects/P/locations/L/jobs/J` for v2. */
  readonly resourceName: string;
  /** Monitored resource, with `project_id` (or the organization's or folder's own label). */
  readonly resource: { readonly type: string; readonly labels: Readonly<Record<string, string>> };
  /** Labels that only the answer can tell, e.g. the unique id of a new account. */
  readonly labels?: (answer: Readonly<Record<string, unknown>>) => Readonly<Record<string, string>>;
  /** Whose log it is: `projects/P`, `folders/N`, `organizations/N`. */
  readonly parent: string;
  readonly location?: string;
  /** As the log shows it, with what Google leaves out already left out. */
  readonly request?: Readonly<Record<string, unknown>>;
  /** What the log shows of the answer; nothing when left out. */
  readonly response?: (
    answer: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, unknown>>;
  /** Google's own extra, e.g. what changed in a policy; only for calls that succeeded. */
  readonly serviceData?: (
    answer: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, unknown>>;
  readonly operation?: (
    answer: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, unknown>> | undefined;
  /** For a long-running call whose end is logged too: the finished resource as the entry of the end shows it. */
  readonly finished?: (
    answer: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, unknown>>;
}

/** Runs a mutating call and writes its entry, also when it is refused. */
export function audited<T extends Readonly<Record<string, unknown>>>(
  call: Call,
  spec: AuditSpec,
  run: () => T,
): T {
  try {
    const answer = run();
    const first = entry(call, spec, { answer });
    call.log.append(first);
    if (spec.finished !== undefined) call.log.append(lastEntry(first, spec.finished(answer)));
    return answer;
  } catch (error) {
    if (error instanceof ApiError) call.log.append(entry(call, spec, { error }));
    throw error;
  }
}

function entry(
  call: Call,
  spec: AuditSpec,
  end: { readonly answer?: Readonly<Record<string, unknown>>; readonly error?: ApiError },
): LogEntry {
  const time = new Date(call.organization.now()).toISOString();
  const { answer, error } = end;
  const operation = answer === undefined ? undefined : spec.operation?.(answer);
  const response = answer === undefined ? undefined : spec.response?.(answer);
  const serviceData = answer === undefined ? undefined : spec.serviceData?.(answer);
  const labels = answer === undefined ? undefined : spec.labels?.(answer);
  return {
    protoPayload: {
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      ...(error === undefined
        ? {}
        : { status: { code: error.code, message: error.message, ...detailsOf(error) } }),
      authenticationInfo: authenticationInfo(call),
      requestMetadata: {
        callerIp: '127.0.0.1',
        callerSuppliedUserAgent: call.userAgent,
        requestAttributes: { time, auth: {} },
        destinationAttributes: {},
      },
      serviceName: spec.serviceName,
      methodName: spec.methodName,
      authorizationInfo: call.checks.map(({ granted, ...check }) => ({
        ...check,
        resourceAttributes: {},
        // A real denied entry leaves `granted` out instead of saying false.
        ...(granted ? { granted } : {}),
      })),
      resourceName: spec.resourceName,
      ...(spec.location === undefined || error !== undefined
        ? {}
        : { resourceLocation: { currentLocations: [spec.location] } }),
      ...(serviceData === undefined ? {} : { serviceData }),
      ...(spec.request === undefined ? {} : { request: spec.request }),
      ...(response === undefined ? {} : { response }),
    },
    insertId: newInsertId(),
    resource: { ...spec.resource, labels: { ...spec.resource.labels, ...labels } },
    timestamp: time,
    severity: error === undefined ? 'NOTICE' : 'ERROR',
    logName: `${spec.parent}/logs/cloudaudit.googleapis.com%2Factivity`,
    ...(operation === undefined ? {} : { operation }),
    receiveTimestamp: time,
  };
}

/** What Google writes when a long-running operation ends: who and what, but neither request nor permissions. */
function lastEntry(first: LogEntry, response: Readonly<Record<string, unknown>>): LogEntry {
  const whole = first['protoPayload'] as Readonly<Record<string, unknown>>;
  const { authorizationInfo: _checks, request: _request, ...payload } = whole;
  const begun = (first['operation'] ?? {}) as Readonly<Record<string, unknown>>;
  const { first: _first, ...operation } = begun;
  return {
    ...first,
    protoPayload: { ...payload, status: {}, requestMetadata: {}, response },
    insertId: newInsertId(),
    operation: { ...operation, last: true },
  };
}

function detailsOf(error: ApiError): { readonly details?: readonly unknown[] } {
  return error.details.length > 0 ? { details: error.details } : {};
}

function authenticationInfo(call: Call): Readonly<Record<string, unknown>> {
  const email = call.principal.replace(/^\w+:/, '');
  const delegation = call.delegate?.replace(/^\w+:/, '');
  return {
    principalEmail: email,
    principalSubject: call.principal,
    ...(delegation === undefined
      ? {}
      : {
          serviceAccountDelegationInfo: [{ firstPartyPrincipal: { principalEmail: delegation } }],
        }),
  };
}
