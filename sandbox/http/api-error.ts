/** google.rpc.Code names with their numbers and HTTP statuses. https://cloud.google.com/apis/design/errors */
const STATUSES = {
  INVALID_ARGUMENT: { code: 3, http: 400 },
  NOT_FOUND: { code: 5, http: 404 },
  ALREADY_EXISTS: { code: 6, http: 409 },
  PERMISSION_DENIED: { code: 7, http: 403 },
  RESOURCE_EXHAUSTED: { code: 8, http: 429 },
  FAILED_PRECONDITION: { code: 9, http: 400 },
  ABORTED: { code: 10, http: 409 },
  UNIMPLEMENTED: { code: 12, http: 501 },
  INTERNAL: { code: 13, http: 500 },
  UNAVAILABLE: { code: 14, http: 503 },
  UNAUTHENTICATED: { code: 16, http: 401 },
} as const;
export type StatusName = keyof typeof STATUSES;

/** What an API answers instead of a result: google.rpc.Status, as the REST mapping carries it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: StatusName;
  readonly details: readonly Readonly<Record<string, unknown>>[];

  constructor(
    status: StatusName,
    message: string,
    details: readonly Readonly<Record<string, unknown>>[] = [],
  ) {
    super(message);
    this.status = status;
    this.details = details;
  }

  get httpStatus(): number {
    return STATUSES[this.status].http;
  }

  /** `google.rpc.Code`, as audit entries carry it. */
  get code(): number {
    return STATUSES[this.status].code;
  }

  body(): Readonly<Record<string, unknown>> {
    const details = this.details.length > 0 ? { details: this.details } : {};
    return {
      error: { code: this.httpStatus, message: this.message, status: this.status, ...details },
    };
  }
}

/** google.rpc.ErrorInfo, the detail that Google's APIs put beside most errors. */
export function errorInfo(
  reason: string,
  domain: string,
  metadata: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain, metadata };
}

/** google.rpc.BadRequest with one violation, as an unknown or wrong field gets it. */
export function badField(message: string, field = ''): ApiError {
  const violation = field === '' ? { description: message } : { field, description: message };
  return new ApiError('INVALID_ARGUMENT', message, [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [violation] },
  ]);
}
