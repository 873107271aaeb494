import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/i;

/**
 * Whether a request was made to this machine by one of its own names. A browser that was led here by somebody else's
 * host name, whatever address that now resolves to, is not.
 */
export function isLoopback(request: Pick<IncomingMessage, 'url' | 'headers'>): boolean {
  const target = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(request.url ?? '');
  return (
    LOOPBACK.test(request.headers.host ?? '') && (target === null || LOOPBACK.test(target[1] ?? ''))
  );
}
