import protobuf from 'protobufjs';
import { ApiError } from '../../../http/api-error.ts';
import type { V2ExecutionTemplate, V2Job } from '../job-record.ts';
import { isReserved } from '../reserved-keys.ts';
import { behaves, messageType, snakeCase } from '../v2/message-type.ts';

type Json = Readonly<Record<string, unknown>>;

interface Violation {
  /** `template.template.timeout`, in v2's names. */
  readonly at: string;
  readonly says: string;
}

const NAME = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const LONGEST_SECONDS = 7 * 24 * 3600;

/**
 * Refuses a job that parses but that Cloud Run would not take. `at` is `CreateJobRequest.job`; `placeOf` turns a place in
 * v2's job, e.g. `template.template.timeout`, into the caller's own.
 */
export function requireValid(
  job: V2Job,
  name: string,
  at: string,
  placeOf: (place: string) => string = (place) => place,
): void {
  const found = violationsOf(job, name);
  if (found.length === 0) return;
  const lines = found.map((one) => `Violation in ${at}.${placeOf(one.at)}: ${one.says}`);
  throw new ApiError('INVALID_ARGUMENT', lines.join('\n'));
}

function violationsOf(job: V2Job, name: string): readonly Violation[] {
  const found = missing(messageType('Job'), job as Json, '');
  const template = job.template ?? {};
  found.push(...reserved(job, ''), ...reserved(template, 'template.'), ...badTemplate(template));
  const token = job.startExecutionToken ?? job.runExecutionToken;
  if (token !== undefined && name.length + token.length >= 63)
    found.push({
      at: job.startExecutionToken === undefined ? 'run_execution_token' : 'start_execution_token',
      says: 'the sum of job name and token length must be fewer than 63 characters.',
    });
  return found;
}

/** Refuses a name that Cloud Run would refuse. `at` is where the caller said it. */
export function requireJobName(name: string, at: string): void {
  if (NAME.test(name)) return;
  throw new ApiError(
    'INVALID_ARGUMENT',
    `Violation in ${at}: resource name must use only lowercase letters, numbers and '-'. Must begin with a letter and cannot end with a '-'. Maximum length is 63 characters.`,
  );
}

function missing(type: protobuf.Type, json: Json, at: string): Violation[] {
  return Object.values(type.fields).flatMap((field) => {
    const value = json[field.name];
    const place = `${at}${snakeCase(field.name)}`;
    if (value === undefined)
      return behaves(field, 'REQUIRED')
        ? [{ at: place, says: 'a required field is not set.' }]
        : [];
    const inner = field.resolvedType;
    if (!(inner instanceof protobuf.Type) || field.map || typeof value !== 'object') return [];
    if (!Array.isArray(value)) return missing(inner, value as Json, `${place}.`);
    return value.flatMap((item: Json, i) => missing(inner, item, `${place}[${i}].`));
  });
}

function badTemplate({ template, taskCount, parallelism }: V2ExecutionTemplate): Violation[] {
  const task = template ?? {};
  const empty = template !== undefined && (task.containers ?? []).length === 0;
  const at = 'template.template';
  return [
    ...(empty ? [{ at: `${at}.containers`, says: 'at least one container is needed.' }] : []),
    ...outside(`${at}.timeout`, Number((task.timeout ?? '1s').slice(0, -1)), 1, LONGEST_SECONDS),
    ...outside(`${at}.max_retries`, task.maxRetries ?? 0, 0, 10),
    ...outside('template.task_count', taskCount ?? 1, 1, 10_000),
    ...outside('template.parallelism', parallelism ?? 0, 0, 10_000),
  ];
}

function outside(at: string, value: number, least: number, most: number): Violation[] {
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [{ at, says: `a whole number from ${least} to ${most} is expected, not ${value}.` }];
}

function reserved(has: Pick<V2Job, 'labels' | 'annotations'>, at: string): Violation[] {
  return (['labels', 'annotations'] as const).flatMap((kind) =>
    Object.keys(has[kind] ?? {})
      .filter((key) => isReserved(key))
      .map((key) => ({
        at: `${at}${kind}`,
        says: `the key ${key} is in a namespace that is reserved for the system.`,
      })),
  );
}
