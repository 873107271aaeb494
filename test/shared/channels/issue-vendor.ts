import type { Vendor } from './vendor.ts';

/** An issue as its vendor keeps it. */
export interface KeptIssue {
  readonly number: number;
  /** Whose it is: `ours` are made with the token that the vendor knows. */
  readonly author: Author;
  title: string;
  text: string;
  state: 'open' | 'closed';
  labels: string[];
  readonly comments: { readonly author: Author; readonly text: string }[];
  readonly isPullRequest?: boolean;
  deleted?: true;
}

export type Author = 'ours' | 'stranger';

/** A vendor of issues, and what others do there. */
export interface IssueVendor extends Vendor {
  /** All that is kept, newest last. */
  readonly issues: readonly KeptIssue[];
  /** Somebody makes an issue. */
  add(issue: Partial<Omit<KeptIssue, 'number' | 'comments'>>): KeptIssue;
}

/** As a person sees it. */
export function ticketsOf(issues: readonly KeptIssue[]): ReturnType<Vendor['tickets']> {
  return issues.map(({ number, state, title, text, comments }) => {
    const fingerprint = /<!-- bailiff:([0-9a-f]{32}) -->$/.exec(text)?.[1];
    return {
      id: String(number),
      state,
      title,
      text,
      comments: comments.map((comment) => comment.text),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    };
  });
}

export function keeping(issues: KeptIssue[]): IssueVendor['add'] {
  return (given) => {
    const number = issues.length + 1;
    const made = { author: 'stranger', title: 'x', text: '', state: 'open', labels: [] } as const;
    const issue: KeptIssue = { ...made, labels: [], comments: [], ...given, number };
    issues.push(issue);
    return issue;
  };
}

/** One page of a list, and the header that says whether another follows. RFC 8288 */
export function pageOf<T>(
  all: readonly T[],
  query: Readonly<Record<string, string>>,
  address: string,
): { readonly items: readonly T[]; readonly headers: Record<string, string> } {
  const size = Number(query['per_page'] ?? '30');
  const page = Number(query['page'] ?? '1');
  const items = all.slice((page - 1) * size, page * size);
  const next = `<${address}?page=${page + 1}>; rel="next", <${address}?page=9>; rel="last"`;
  return { items, headers: page * size < all.length ? { link: next } : {} };
}
