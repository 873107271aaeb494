import type { ChannelPorts } from '../../../shared/channels/ports.ts';
import { overHttp } from '../../../shared/http/over-http.ts';
import { portsWith } from './ports.ts';

/** Ports of a channel whose only secret is this one. What goes to https goes to a plain server of the same address. */
export function somePorts(secret: string, changes: Partial<ChannelPorts> = {}): ChannelPorts {
  return portsWith(secret, {
    fetch: (url, request) => overHttp(url.replace(/^https:/, 'http:'), request),
    now: () => '2026-11-22T10:00:02Z',
    ...changes,
  });
}
