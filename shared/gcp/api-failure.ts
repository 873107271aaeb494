const RETRYABLE: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
/** UTF-16 units of a message; the rest is cut off. */
export const LONGEST_MESSAGE = 500;

export interface ApiFailureFields {
  /** HTTP; 503 when the API could not be reached, 504 when it did not answer in time. */
  readonly status: number;
  /** Name of a google.rpc.Code, e.g. `PERMISSION_DENIED`. */
  readonly code: string;
  /** `reason` of the google.rpc.ErrorInfo, where there is one. */
  readonly reason?: string | undefined;
  /** The organization policy's constraint that forbids the call, e.g. `constraints/iam.allowedPolicyMemberDomains`. */
  readonly constraint?: string | undefined;
  /** Host name of the API. */
  readonly api: string;
  /** Whether the same call may succeed later; told from the status when left out. */
  readonly retryable?: boolean | undefined;
}

/**
 * What every client of this folder throws: Google's own message and codes, and nothing of the request, which may
 * hold a token or a job's secrets. https://google.aip.dev/193
 */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  readonly code: string;
  readonly reason: string | undefined;
  readonly constraint: string | undefined;
  readonly api: string;
  readonly retryable: boolean;

  constructor(message: string, fields: ApiFailureFields) {
    super(message.slice(0, LONGEST_MESSAGE).toWellFormed());
    this.status = fields.status;
    this.code = fields.code;
    this.reason = fields.reason;
    this.constraint = fields.constraint;
    this.api = fields.api;
    this.retryable = fields.retryable ?? RETRYABLE.has(fields.status);
  }
}
