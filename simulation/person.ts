import { tokenFor } from '../sandbox/http/credentials.ts';
import type { IamPolicy } from '../shared/domain/iam-policy.ts';
import type { World } from './world.ts';

interface Answered {
  readonly ok: boolean;
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Somebody at work in the organization, who is answered at once and correctly. */
export function person({ send, trace }: Pick<World, 'send' | 'trace'>, principal: string) {
  async function call(method: string, path: string, body?: object): Promise<Answered> {
    const url = new URL(path, 'http://127.0.0.1');
    const text = body === undefined ? '' : JSON.stringify(body);
    const response = await send({
      authorization: `Bearer ${tokenFor(principal)}`,
      method,
      url,
      body: text,
    });
    const { pathname, search } = url;
    if (method !== 'GET' && !pathname.endsWith(':getIamPolicy'))
      trace.add(`${principal}: ${method} ${pathname}${search} ${response.status}`);
    return {
      ok: response.status === 200,
      status: response.status,
      body: JSON.parse(response.text),
    };
  }

  return {
    call,
    /** Reads the allow policy, changes it and writes it back, all in one moment. */
    async edit(resource: string, change: (policy: IamPolicy) => IamPolicy): Promise<boolean> {
      const options = { options: { requestedPolicyVersion: 3 } };
      const query = resource.includes('serviceAccounts') ? '?options.requestedPolicyVersion=3' : '';
      const read = await call(
        'POST',
        `${resource}:getIamPolicy${query}`,
        query === '' ? options : {},
      );
      if (!read.ok) return false;
      const policy = change(read.body as unknown as IamPolicy);
      return (await call('POST', `${resource}:setIamPolicy`, { policy })).ok;
    },
  };
}
