import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A server that answers on loopback. */
export interface Listening {
  readonly port: number;
  /** Breaks off what is under way and gives the port back. */
  close(): Promise<void>;
}

/** @param port 0 takes a free one. Rejects with the system's error when the port cannot be had. */
export async function listen(server: Server, port: number): Promise<Listening> {
  // The server itself loses sight of connections that CONNECT took over, and would wait for them for ever.
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
