import type { z } from 'zod';
import { ApiFailure } from '../shared/gcp/api-failure.ts';
import { read, write } from '../shared/gcp/call.ts';
import type { Google } from '../shared/gcp/google.ts';
import { type RestRequest, rest } from '../shared/gcp/rest.ts';

/** Google's REST APIs, asked as one caller; each answer is read by its shape. */
export interface Ask {
  /** `path` begins with a slash and may hold a query. Throws ApiFailure. */
  get<T>(api: string, path: string, shape: z.ZodType<T>): Promise<T>;
  /** Tried once, since not every POST may be repeated. Throws ApiFailure. */
  post<T>(api: string, path: string, body: object, shape: z.ZodType<T>): Promise<T>;
}

/** An answer of another shape than expected is a failure like any other. */
export function openAsk(google: Google): Ask {
  const send = async <T>(api: string, request: RestRequest, shape: z.ZodType<T>) => {
    const parsed = shape.safeParse(await rest(google, api).json(request));
    if (parsed.success) return parsed.data;
    throw new ApiFailure(`${api} answered in a way that cannot be read.`, {
      status: 500,
      code: 'INTERNAL',
      api,
      retryable: false,
    });
  };
  const named = (path: string) => path.replace(/^\//, '');
  return {
    get: (api, path, shape) =>
      read(api, () => send(api, { method: 'GET', path: named(path) }, shape)),
    post: (api, path, body, shape) =>
      write(api, () => send(api, { method: 'POST', path: named(path), body }, shape)),
  };
}
