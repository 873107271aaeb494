import { request as overPlain } from 'node:http';
import { request as overTls } from 'node:https';
import type { Fetch, FetchRequest } from './fetch.ts';

/**
 * `fetch` by Node's own HTTP client, which the functions-framework has loaded already: the global one takes longer to
 * load than a function may take to start. Connections are kept; no redirect is followed.
 */
export const overHttp: Fetch = (url, asked) => send(url, asked, undefined);

/** The same, for servers whose certificate is from this authority (PEM) and from no other. */
export function overHttpTrusting(authority: string): Fetch {
  return (url, asked) => send(url, asked, authority);
}

function send(url: string, asked: FetchRequest, ca: string | undefined): ReturnType<Fetch> {
  const { method, headers, body, signal } = asked;
  return new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? overTls : overPlain;
    const trusted = ca === undefined ? {} : { ca };
    const sent = request(url, { method, headers, signal, ...trusted }, (answer) => {
      const chunks: Buffer<ArrayBuffer>[] = [];
      answer.on('data', (chunk: Buffer<ArrayBuffer>) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const status = answer.statusCode ?? 0;
        const get = (name: string) => [answer.headers[name.toLowerCase()]].flat().at(0) ?? null;
        const arrayBuffer = async () => new Uint8Array(Buffer.concat(chunks)).buffer;
        resolve({ status, headers: { get }, arrayBuffer });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
