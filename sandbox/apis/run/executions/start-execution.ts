import { randomInt, randomUUID } from 'node:crypto';
import type { Call } from '../../../http/call.ts';
import { agentCanMint } from '../checks/token-minting.ts';
import { defined } from '../defined.ts';
import { emailOf } from '../email-of.ts';
import type { ExecutionRecord, JobRecord, V2Execution, V2Job } from '../job-record.ts';
import { type JobRef, jobName } from '../job-ref.ts';
import { etagOf, newVersion } from '../jobs/version.ts';
import { instant } from './execution-state.ts';

/** Not Google's: a job with this label keeps its executions running for so many seconds. */
const RUN_SECONDS = 'sandbox-run-seconds';

/**
 * Runs the job once. The execution has its own copy of the template, so whatever becomes of the job later, it tells under
 * which account it ran. `suffix` is a start token; a name that is taken already gets another one.
 */
export function startExecution(
  call: Call,
  ref: JobRef,
  record: JobRecord,
  template: V2Job['template'],
  suffix?: string,
): readonly [string, ExecutionRecord] {
  const started = call.organization.now();
  const name = freeName(ref, record, suffix);
  const resourceVersion = newVersion(started);
  const execution: ExecutionRecord = {
    body: bodyOf(call, ref, record, template, { name, resourceVersion, started }),
    extras: record.extras,
    resourceVersion,
    started,
    ends: started + runSeconds(record.body) * 1000,
    failure: failureOf(call, ref, template),
  };
  record.executions.set(name, execution);
  return [name, execution];
}

function bodyOf(
  call: Call,
  ref: JobRef,
  { body, resourceVersion: jobVersion }: JobRecord,
  template: V2Job['template'],
  made: { readonly name: string; readonly resourceVersion: string; readonly started: number },
): V2Execution {
  const { annotations, labels, parallelism, taskCount, template: task } = template ?? {};
  return defined({
    name: `${jobName(ref)}/executions/${made.name}`,
    uid: randomUUID(),
    creator: emailOf(call.principal),
    generation: '1',
    labels: {
      ...labels,
      'cloud.googleapis.com/location': ref.location,
      'run.googleapis.com/job': ref.name,
      'run.googleapis.com/jobGeneration': body.generation ?? '1',
      'run.googleapis.com/jobResourceVersion': jobVersion,
      'run.googleapis.com/jobUid': body.uid ?? '',
    },
    annotations,
    createTime: instant(made.started),
    launchStage: body.launchStage,
    job: ref.name,
    parallelism,
    taskCount,
    template: task,
    logUri: `https://console.cloud.google.com/logs/viewer?project=${ref.project.id}`,
    etag: etagOf(made.resourceVersion),
  });
}

function freeName(ref: JobRef, { executions }: JobRecord, suffix: string | undefined): string {
  const asked = suffix === undefined ? undefined : `${ref.name}-${suffix}`;
  // A body sent back with its old token starts the job again, and that must be seen.
  if (asked !== undefined && !executions.has(asked)) return asked;
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  for (;;) {
    const random = Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
    const name = `${ref.name}-${random}`;
    if (!executions.has(name)) return name;
  }
}

function runSeconds({ labels, template }: V2Job): number {
  const said = Number(labels?.[RUN_SECONDS] ?? template?.labels?.[RUN_SECONDS] ?? 0);
  return Number.isFinite(said) && said > 0 ? said : 0;
}

/** An account that was lost after the deploy is found missing when a task should get its token. */
function failureOf(call: Call, ref: JobRef, template: V2Job['template']): string | undefined {
  const email = template?.template?.serviceAccount ?? '';
  return agentCanMint(call.organization, ref.project, email)
    ? undefined
    : `The execution could not start: no access token can be had for the service account ${email}.`;
}
