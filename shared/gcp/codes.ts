/** google.rpc.Code by number, with the HTTP status it maps to. https://cloud.google.com/apis/design/errors */
export const CODES: ReadonlyMap<number, readonly [name: string, status: number]> = new Map([
  [1, ['CANCELLED', 499]],
  [2, ['UNKNOWN', 500]],
  [3, ['INVALID_ARGUMENT', 400]],
  [4, ['DEADLINE_EXCEEDED', 504]],
  [5, ['NOT_FOUND', 404]],
  [6, ['ALREADY_EXISTS', 409]],
  [7, ['PERMISSION_DENIED', 403]],
  [8, ['RESOURCE_EXHAUSTED', 429]],
  [9, ['FAILED_PRECONDITION', 400]],
  [10, ['ABORTED', 409]],
  [11, ['OUT_OF_RANGE', 400]],
  [12, ['UNIMPLEMENTED', 501]],
  [13, ['INTERNAL', 500]],
  [14, ['UNAVAILABLE', 503]],
  [15, ['DATA_LOSS', 500]],
  [16, ['UNAUTHENTICATED', 401]],
]);

// The first code of a status is the general one: 409 without a name is taken for ABORTED below.
const NAMES: ReadonlyMap<number, string> = new Map([
  ...[...CODES.values()].reverse().map(([name, status]) => [status, name] as const),
  [409, 'ABORTED'],
  [500, 'INTERNAL'],
]);

/** The name of a google.rpc.Code for an HTTP status that came without one. */
export function nameOfStatus(status: number): string {
  return NAMES.get(status) ?? 'UNKNOWN';
}
