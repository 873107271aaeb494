import { request as overPlain } from 'node:http';
import { request as overTls } from 'node:https';
import type { Fetch } from './fetch.ts';

/**
 * `fetch` by Node's own HTTP client, which the functions-framework has loaded already: the global one takes longer to
 * load than a function may take to start. Connections are kept; no redirect is followed.
 */
export const overHttp: Fetch = (url, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? overTls : overPlain;
    const sent = request(url, { method, headers, signal }, (answer) => {
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
