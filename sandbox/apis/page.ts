import { ApiError } from '../http/api-error.ts';

export interface PageRequest {
  readonly size: number;
  readonly token: string | undefined;
}

/**
 * Reads `pageSize` and `pageToken` from a query. Nothing or 0 gives the API's own size, more than `most` gives `most`.
 */
export function pageRequest(query: URLSearchParams, usual: number, most: number): PageRequest {
  const text = query.get('pageSize') ?? '0';
  return pageOf(
    /^-?\d+$/.test(text) ? Number(text) : -1,
    query.get('pageToken') ?? '',
    usual,
    most,
  );
}

/** The same from a body's fields. */
export function pageOf(size: number, token: string, usual: number, most: number): PageRequest {
  if (size < 0)
    throw new ApiError('INVALID_ARGUMENT', 'The page size must be a whole number of 0 or more.');
  return {
    size: size === 0 ? usual : Math.min(size, most),
    token: token === '' ? undefined : token,
  };
}

/** One page and the token of the next; a token names the last item given, so that items made meanwhile shift nothing. */
export function takePage<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  request: PageRequest,
): { readonly items: readonly T[]; readonly nextPageToken?: string } {
  const start = request.token === undefined ? 0 : after(items, keyOf, request.token);
  const page = items.slice(start, start + request.size);
  const last = page.at(-1);
  if (last === undefined || start + page.length >= items.length) return { items: page };
  return { items: page, nextPageToken: Buffer.from(keyOf(last)).toString('base64url') };
}

function after<T>(items: readonly T[], keyOf: (item: T) => string, token: string): number {
  const key = Buffer.from(token, 'base64url').toString('utf8');
  const index = items.findIndex((item) => keyOf(item) === key);
  if (index < 0) throw new ApiError('INVALID_ARGUMENT', 'The page token is not valid here.');
  return index + 1;
}
