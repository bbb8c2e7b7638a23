import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on loopback whose connections a test can cut. */
export interface Proxy {
  readonly port: number;
  /** Cuts every connection when the server has sent these bytes, which the client then never sees. */
  cutAt(bytes: string): void;
  /** Refuses new connections and cuts the open ones. */
  close(): Promise<void>;
}

/** Starts a proxy in front of a port on loopback. */
export async function startProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let cut: string | null = null;
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(upstream);
    upstream.on('data', (data) => {
      if (cut !== null && data.includes(cut)) {
        cut = null;
        client.destroy();
        upstream.destroy();
      } else {
        client.write(data);
      }
    });
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    cutAt(bytes) {
      cut = bytes;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
