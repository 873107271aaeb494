import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listen } from '../../sandbox/listen.ts';

describe('a listening server', () => {
  it('answers on loopback, on the port that it names', async () => {
    const listening = await listen(
      createServer((_request, response) => void response.end('here')),
      0,
    );
    const answer = await fetch(`http://127.0.0.1:${listening.port}/`);
    expect(await answer.text()).toBe('here');
    await listening.close();
  });

  it('rejects with the error of a port that is taken', async () => {
    const first = await listen(createServer(), 0);
    await expect(listen(createServer(), first.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
  });

  it('closes although a client keeps a tunnel open', async () => {
    const server = createServer();
    server.on('connect', (_request, socket) => void socket.on('error', () => {}).end('no'));
    const listening = await listen(server, 0);
    const client = connect({ port: listening.port, host: '127.0.0.1', allowHalfOpen: true });
    client.on('error', () => {});
    client.write('CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n');
    await new Promise((resolve) => client.once('data', resolve));
    await listening.close();
    client.destroy();
  });
});
