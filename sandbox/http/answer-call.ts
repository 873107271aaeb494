import type { EntryLog } from '../audit/entry-log.ts';
import type { Organization } from '../organization/state.ts';
import { ApiError } from './api-error.ts';
import type { Answer, Call, findRoute } from './call.ts';
import { callerOf } from './credentials.ts';
import { Media } from './media.ts';
import { partial } from './partial.ts';

/** One API call as it arrives, over HTTP or in process. */
export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly userAgent: string;
  /** The body's text, empty when there is none. Throws ApiError. */
  readonly body: () => Promise<string> | string;
}

type Found = NonNullable<ReturnType<typeof findRoute>>;

/** What the API answers, its refusal included. Who calls is known before the body is read. */
export async function answerCall(
  { organization, log }: { readonly organization: Organization; readonly log: EntryLog },
  { route, params }: Found,
  { method, url, authorization, userAgent, body }: ApiRequest,
): Promise<ApiError | Answer> {
  try {
    const caller = callerOf(organization, authorization);
    const call: Call = {
      organization,
      log,
      method,
      path: url.pathname,
      params,
      query: url.searchParams,
      body: readJson(await body()),
      host: url.hostname.replace(/\.sandbox$/, ''),
      ...caller,
      userAgent,
      checks: [],
    };
    const answer = await route.handle(call);
    const fields = url.searchParams.get('fields');
    return fields === null || answer instanceof Media ? answer : partial(answer, fields);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** The body as a JSON object; `{}` when empty. */
function readJson(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Falls through to the one answer for everything that is no JSON object.
  }
  throw new ApiError(
    'INVALID_ARGUMENT',
    'Invalid JSON payload received. A JSON object is expected.',
  );
}
