/** Who calls. */
export type Caller =
  /** As a member of IAM, `user:EMAIL` or `serviceAccount:EMAIL`. */
  | { readonly kind: 'known'; readonly by: string }
  /** `why` is a sentence for the answer that repeats nothing of a token. */
  | { readonly kind: 'nobody'; readonly why: string };

/** Says who calls, by the headers of the request. Throws when that cannot be learnt now. */
export type Authenticate = (headers: Pick<Headers, 'get'>) => Promise<Caller>;
