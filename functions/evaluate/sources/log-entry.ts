import { z } from 'zod';

// Real entries differ in what is absent and in what was redacted, so a field of a wrong type counts as absent.
const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const anything = z.unknown().optional();
function part<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).optional().catch(undefined);
}
function list<Item extends z.ZodType>(item: Item) {
  return z.array(item).optional().catch(undefined);
}

// v1 says serviceAccountName, v2 serviceAccount; some services log the snake_case names of their protos.
const task = part({
  serviceAccountName: anything,
  service_account_name: anything,
  serviceAccount: anything,
  service_account: anything,
});
const job = {
  name: text,
  metadata: part({
    name: text,
    uid: text,
    generation: anything,
    labels: part({ 'cloud.googleapis.com/location': text }),
    annotations: part({
      'run.googleapis.com/lastModifier': text,
      'serving.knative.dev/lastModifier': text,
    }),
  }),
  spec: part({ template: part({ spec: part({ template: part({ spec: task }) }) }) }),
  template: part({ template: task }),
  lastModifier: text,
  last_modifier: text,
  uid: text,
  generation: anything,
};
const Job = part(job);
const Request = part({
  name: text,
  parent: text,
  region: text,
  jobId: text,
  job_id: text,
  validateOnly: anything,
  validate_only: anything,
  dryRun: anything,
  dry_run: anything,
  job: Job,
  // Of an organization policy.
  constraint: text,
  policy: part({ name: text, constraint: text }),
});
// A service account that was just made answers who it is.
const Response = part({ ...job, email: text, uniqueId: text, unique_id: text });
const AuditLog = part({
  serviceName: text,
  methodName: text,
  resourceName: text,
  timestamp: text,
  authenticationInfo: part({ principalEmail: text, principalSubject: text }),
  authorizationInfo: list(part({ permission: text, granted: anything, resource: text })),
  requestMetadata: part({ callerSuppliedUserAgent: text }),
  resourceLocation: part({ currentLocations: list(text) }),
  status: part({ code: number, message: text, details: anything }),
  // Which bindings a new allow policy added and took away.
  serviceData: part({
    policyDelta: part({
      bindingDeltas: list(
        z.object({ action: z.string(), role: z.string(), member: z.string(), condition: anything }),
      ),
    }),
  }),
  policyViolationInfo: anything,
  redactions: anything,
  request: Request,
  response: Response,
});
const LogEntry = z.object({
  logName: text,
  timestamp: text,
  receiveTimestamp: text,
  insertId: text,
  split: anything,
  resource: part({
    type: text,
    labels: part({
      project_id: text,
      folder_id: text,
      organization_id: text,
      location: text,
      job_name: text,
      email_id: text,
      unique_id: text,
    }),
  }),
  protoPayload: AuditLog,
});

export type AuditLog = NonNullable<z.infer<typeof AuditLog>>;
export type LoggedRequest = NonNullable<z.infer<typeof Request>>;
export type LoggedJob = NonNullable<z.infer<typeof Job>>;
type LogEntry = z.infer<typeof LogEntry>;

/** A log entry with an audit payload, cut down to the members that Bailiff reads. */
export interface AuditEntry extends Omit<LogEntry, 'protoPayload' | 'split'> {
  readonly audit: AuditLog;
  /** False when members may be missing from the request, because Logging redacted or split the entry. */
  readonly whole: boolean;
}

/**
 * Reads any value; `undefined` when it is no log entry with an audit payload. Bodies of a split entry are left
 * out: a string that was cut in two could name another job or account.
 * https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry,
 * https://cloud.google.com/logging/docs/audit/split-logs
 */
export function readLogEntry(payload: unknown): AuditEntry | undefined {
  const parsed = LogEntry.safeParse(payload).data;
  if (parsed?.protoPayload === undefined) return undefined;
  const { protoPayload, split, ...entry } = parsed;
  if (holdsSomething(split)) {
    const { request: _, response: __, serviceData: ___, ...audit } = protoPayload;
    return { ...entry, audit, whole: false };
  }
  return { ...entry, audit: protoPayload, whole: !holdsSomething(protoPayload.redactions) };
}

function holdsSomething(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  return !Array.isArray(value) || value.length > 0;
}
