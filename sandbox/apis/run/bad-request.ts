import { ApiError } from '../../http/api-error.ts';

/** One thing wrong with a request, at a place such as `job.template.task_count`. */
export interface Fault {
  readonly field: string;
  readonly description: string;
}

/** All faults at once, as Google's JSON parser reports them: a line each, and a violation each. */
export function badRequest(faults: readonly Fault[]): ApiError {
  const message = faults.map(({ description }) => description).join('\n');
  return new ApiError('INVALID_ARGUMENT', message, [
    {
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: faults.map(({ field, description }) =>
        field === '' ? { description } : { field, description },
      ),
    },
  ]);
}

export function unknownName(name: string, at: string): Fault {
  const where = at === '' ? '' : ` at '${at}'`;
  return {
    field: at,
    description: `Invalid JSON payload received. Unknown name "${name}"${where}: Cannot find field.`,
  };
}

/** `type` as Google's parser names it: `TYPE_STRING`, `type.googleapis.com/google.protobuf.Duration`. */
export function invalidValue(at: string, type: string, value: unknown): Fault {
  return { field: at, description: `Invalid value at '${at}' (${type}), ${JSON.stringify(value)}` };
}
