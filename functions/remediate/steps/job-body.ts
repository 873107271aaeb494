import { createHash } from 'node:crypto';

/** A job as it is sent: all that its owner sets, with the etag of the read that it rests on. May hold secrets. */
export interface JobBody extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly etag: string;
  readonly template: Readonly<Record<string, unknown>>;
}

// OUTPUT_ONLY in google/cloud/run/v2/job.proto.
const OUTPUT_ONLY = [
  'uid',
  'generation',
  'createTime',
  'updateTime',
  'deleteTime',
  'expireTime',
  'creator',
  'lastModifier',
  'observedGeneration',
  'terminalCondition',
  'conditions',
  'executionCount',
  'latestCreatedExecution',
  'reconciling',
  'satisfiesPzs',
];
// Sent back, a token would start an execution. `createExecution` is the proto client's name for whichever is there.
const START_TOKENS = ['startExecutionToken', 'runExecutionToken', 'createExecution'];

/**
 * The job without what must not be sent back. A patch has no mask and replaces all, so everything else stays.
 * https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs#Job
 */
export function sendable(job: JobBody): JobBody {
  const kept = Object.entries(job).filter(
    ([name]) => !OUTPUT_ONLY.includes(name) && !START_TOKENS.includes(name),
  );
  return { ...Object.fromEntries(kept), name: job.name, etag: job.etag, template: job.template };
}

/** The account that the job names; `''` when it names none and so means the project's default. */
export function identityOf({ template }: JobBody): string {
  const email = record(template['template'])['serviceAccount'];
  return typeof email === 'string' ? email : '';
}

export function withIdentity(job: JobBody, email: string): JobBody {
  const task = { ...record(job.template['template']), serviceAccount: email };
  return { ...job, template: { ...job.template, template: task } };
}

/**
 * SHA-256, hex, of all that the owner of the job sets except its account: equal before and after a move that changed
 * nothing else. It says nothing of the content.
 */
export function restDigest(job: JobBody): string {
  const { name: _name, etag: _etag, ...rest } = withIdentity(sendable(job), '');
  return createHash('sha256').update(JSON.stringify(rest, sorted)).digest('hex');
}

/** JSON.stringify's second argument: members in one order, so that equal objects give equal texts. */
function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
