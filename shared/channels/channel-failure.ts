export type FailureKind =
  /** It will say no again until somebody changes something: a credential, a permission, a project's name. */
  | 'refused'
  /** All else is well, but this ticket is not there any more: somebody deleted or moved it. A new one may be opened. */
  | 'gone'
  /** Slow down. */
  | 'rate-limited'
  /** No answer, half of one, or one that blames itself. */
  | 'unavailable';

/** A channel did not take what it was given. The message is a sentence for an operator; no secret and no body is in it. */
export class ChannelFailure extends Error {
  override readonly name = 'ChannelFailure';
  readonly kind: FailureKind;
  /** As `Retry-After` or the system's own header asks; `undefined` where it does not say. */
  readonly retryAfterSeconds: number | undefined;
  /** Nobody can say whether it was done: the request was sent, and its answer is not there. */
  readonly uncertain: boolean;

  constructor(
    kind: FailureKind,
    message: string,
    {
      retryAfterSeconds,
      uncertain = false,
    }: { retryAfterSeconds?: number | undefined; uncertain?: boolean } = {},
  ) {
    super(message);
    this.kind = kind;
    this.retryAfterSeconds = retryAfterSeconds;
    this.uncertain = uncertain;
  }
}
