/**
 * A piece of what a ticket or message says, apart from how any system writes it down. Every text in it may hold what a
 * stranger chose (names, labels, principals): whoever writes it down escapes all of it.
 */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  /** A heading and its items; each is one line or, where it was set in by hand, several. */
  | { readonly kind: 'list'; readonly heading: string; readonly items: readonly string[] }
  /** Lines that are copied, or stand below each other, as they are: gcloud, Terraform, YAML, who runs as whom. */
  | { readonly kind: 'code'; readonly heading: string; readonly lines: readonly string[] }
  /** An address that Bailiff made of parts it encoded; `https:` alone. */
  | { readonly kind: 'link'; readonly label: string; readonly url: string }
  /** Between what belongs together and what comes next. */
  | { readonly kind: 'divider' };
