import type { z } from 'zod';
import { ApiFailure } from '../shared/gcp/api-failure.ts';
import { read } from '../shared/gcp/call.ts';
import { toApiFailure } from '../shared/gcp/to-api-failure.ts';

/** Google's REST APIs, asked as one caller; each answer is read by its shape. */
export interface Ask {
  /** `path` begins with a slash and may hold a query. Throws ApiFailure. */
  get<T>(api: string, path: string, shape: z.ZodType<T>): Promise<T>;
  /** Tried once, since not every POST may be repeated. Throws ApiFailure. */
  post<T>(api: string, path: string, body: object, shape: z.ZodType<T>): Promise<T>;
}

export interface Caller {
  /** One address for all APIs; `undefined` for Google's own. */
  readonly apiRoot: string | undefined;
  token(): Promise<string>;
}

const TIMEOUT_MS = 10_000;

/** Calls end after ten seconds; an answer of another shape than expected is a failure like any other. */
export function openAsk(caller: Caller): Ask {
  const send = async <T>(api: string, path: string, shape: z.ZodType<T>, init: RequestInit) => {
    const address = new URL(path, caller.apiRoot ?? `https://${api}`);
    const authorization = `Bearer ${await token(api, caller)}`;
    const response = await fetch(address, {
      ...init,
      headers: { authorization, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    }).catch((error: unknown) => {
      const { name } = error instanceof Error ? error : { name: 'no error' };
      throw toApiFailure(api, { name, config: {} });
    });
    const data: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw toApiFailure(api, { response: { status: response.status, data } });
    const parsed = shape.safeParse(data);
    if (parsed.success) return parsed.data;
    throw new ApiFailure(`${api} answered in a way that cannot be read.`, {
      status: 500,
      code: 'INTERNAL',
      api,
      retryable: false,
    });
  };
  return {
    get: (api, path, shape) => read(api, () => send(api, path, shape, {})),
    post: (api, path, body, shape) =>
      send(api, path, shape, { method: 'POST', body: JSON.stringify(body) }),
  };
}

async function token(api: string, caller: Caller): Promise<string> {
  try {
    return await caller.token();
  } catch (error) {
    throw toApiFailure(api, error);
  }
}
