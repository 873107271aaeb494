import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overHttp, overHttpTrusting } from '../../../shared/http/over-http.ts';
import { selfSigned } from '../../fixtures/self-signed.ts';

const { key, cert } = selfSigned();
const server = createServer({ key, cert }, (_, response) => {
  response.writeHead(302, { location: 'https://127.0.0.1:1/' });
  response.end('here');
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const asked = () => ({ method: 'GET', headers: {}, signal: AbortSignal.timeout(5_000) });

describe('overHttpTrusting', () => {
  it('reaches a server whose certificate is from the authority, and follows no redirect', async () => {
    const answer = await overHttpTrusting(cert)(url, asked());
    expect(answer.status).toBe(302);
    expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe('here');
  });

  it('reaches none whose certificate is from another, also where connections are kept', async () => {
    const other = selfSigned().cert;
    await expect(overHttpTrusting(other)(url, asked())).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    await expect(overHttp(url, asked())).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });
});
