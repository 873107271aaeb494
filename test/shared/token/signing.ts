import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import { listen } from '../../../sandbox/listen.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A signed token; `header` adds to or overrides `{ alg, kid: 'k1' }`. */
export function signedToken(
  alg: 'RS256' | 'ES256',
  key: KeyObject,
  claims: object,
  header: object = {},
): string {
  const text = `${part({ alg, kid: 'k1', typ: 'JWT', ...header })}.${part(claims)}`;
  const signature = createSign('SHA256')
    .update(text)
    .sign({ key, dsaEncoding: 'ieee-p1363' }, 'base64url');
  return `${text}.${signature}`;
}

/** A token as Cloud Run hands it on once it has checked it. */
export function tokenWithoutSignature(claims: object): string {
  return `${part({ alg: 'RS256', kid: 'k1' })}.${part(claims)}.SIGNATURE_REMOVED_BY_GOOGLE`;
}

/** Keys of a pretended Google, served on loopback where Google serves its own. */
export async function serveKeys() {
  const accounts = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const proxy = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = ({ publicKey }: { readonly publicKey: KeyObject }) => ({
    k1: publicKey.export({ type: 'spki', format: 'pem' }),
  });
  const keys: Record<string, Readonly<Record<string, unknown>>> = {
    '/oauth2/v1/certs': pem(accounts),
    '/iap/verify/public_key': pem(proxy),
  };
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const headers = { 'content-type': 'application/json', 'cache-control': 'max-age=600' };
    response.writeHead(url in keys ? 200 : 404, headers).end(JSON.stringify(keys[url] ?? {}));
  });
  const { port, close } = await listen(server, 0);
  return {
    root: `http://127.0.0.1:${port}`,
    asked,
    accounts: accounts.privateKey,
    proxy: proxy.privateKey,
    /** From now on other keys are served at a path; none for `undefined`. */
    serve(path: string, served: Readonly<Record<string, KeyObject>> | undefined) {
      const found = Object.entries(served ?? {}).map(([id, key]) => [
        id,
        key.export({ type: 'spki', format: 'pem' }),
      ]);
      if (served === undefined) delete keys[path];
      else keys[path] = Object.fromEntries(found);
    },
    close,
  };
}
