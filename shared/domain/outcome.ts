/** What came of one decision. Only a `failed` that is retryable is delivered again. */
export type Outcome =
  | { readonly kind: 'remediated'; readonly because: string; readonly wayBack: readonly string[] }
  | { readonly kind: 'already-compliant'; readonly because: string }
  | { readonly kind: 'skipped'; readonly because: string }
  /** Of a run that took an earlier remediation back. */
  | { readonly kind: 'undone'; readonly because: string }
  | { readonly kind: 'failed'; readonly retryable: boolean; readonly because: string };
