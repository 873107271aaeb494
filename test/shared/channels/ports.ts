import type { ChannelPorts } from '../../../shared/channels/ports.ts';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { overHttp } from '../../../shared/http/over-http.ts';

/** What a channel works with whose only secret is `secret`. */
export function portsWith(secret: string, fields: Partial<ChannelPorts> = {}): ChannelPorts {
  return {
    fetch: overHttp,
    authority: undefined,
    secret: async () => secret,
    google: connectGoogle({ apiRoot: 'http://127.0.0.1:9', fetch: overHttp }),
    now: () => '2026-03-04T05:06:07Z',
    ...fields,
  };
}
