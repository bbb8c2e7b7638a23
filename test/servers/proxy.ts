import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on loopback whose connections a test can cut, slow down or let go dead. */
export interface Proxy {
  readonly port: number;
  /** Pieces that have come so far: what one side has sent and the other has received at once. */
  readonly seen: { readonly answers: number; readonly requests: number };
  /** Cuts every open connection. */
  cutAll(): void;
  /** Cuts every connection when the server has sent these bytes, which the client then never sees. */
  cutAt(bytes: string): void;
  /** Cuts every connection instead of passing on the so-manyth piece from now on, counting from 1. Once. */
  lose(what: 'answer' | 'request', number: number): void;
  /** From now on every piece of the server is late by so much. */
  delay(milliseconds: number): void;
  /**
   * Connections are taken and stay open, and nothing passes any more, in neither direction: from now on, or from the
   * so-manyth piece of the server on.
   */
  freeze(answers?: number): void;
  /** Passes again, for new connections. The old ones stay dead. */
  thaw(): void;
  /** Refuses new connections and cuts the open ones. */
  close(): Promise<void>;
}

/** Starts a proxy in front of a port on loopback. */
export async function startProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const seen = { answers: 0, requests: 0 };
  const lost = { answer: 0, request: 0 };
  let cut: string | null = null;
  let delayMs = 0;
  let frozen = false;
  let freezeAt = 0;

  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  /** True for the piece that a test wants lost: everybody is cut with it. */
  const isLost = (what: 'answer' | 'request', data: Buffer): boolean => {
    seen[`${what}s`]++;
    const isCut = what === 'answer' && cut !== null && data.includes(cut);
    if (isCut) cut = null;
    if (!isCut && (lost[what] === 0 || --lost[what] > 0)) return false;
    cutAll();
    return true;
  };
  const server = createServer((client) => {
    if (frozen) {
      keep(client);
      client.resume();
      return;
    }
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      keep(socket);
      socket.setNoDelay(true);
    }
    let isDead = false;
    client.on('data', (data) => {
      isDead ||= frozen;
      if (!isDead && !isLost('request', data)) upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (freezeAt > 0 && --freezeAt === 0) frozen = true;
      isDead ||= frozen;
      if (isDead || isLost('answer', data)) return;
      if (delayMs === 0) client.write(data);
      else setTimeout(() => client.write(data), delayMs);
    });
    upstream.on('close', () => isDead || client.destroy());
    client.on('close', () => isDead || upstream.destroy());
  });
  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    seen,
    cutAll,
    cutAt(bytes) {
      cut = bytes;
    },
    lose(what, number) {
      lost[what] = number;
    },
    delay(milliseconds) {
      delayMs = milliseconds;
    },
    freeze(answers = 0) {
      freezeAt = answers;
      frozen = answers === 0;
    },
    thaw() {
      frozen = false;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      cutAll();
      await closed;
    },
  };
}
