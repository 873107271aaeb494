/** A request that got no answer, or not the whole of one. It holds nothing of the request. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly kind: 'late' | 'unreached';
  /** The system's, e.g. `ECONNREFUSED`. */
  readonly code: string | undefined;

  constructor(kind: 'late' | 'unreached', code?: string) {
    super(kind === 'late' ? 'no answer in time' : (code ?? 'no connection'));
    this.kind = kind;
    this.code = code;
  }
}
