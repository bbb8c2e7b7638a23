import { connect, createServer, type Socket } from 'node:net';

/** A proxy before PostgreSQL that takes its time, and knows how often a client waited for an answer. */
export interface WireProxy extends AsyncDisposable {
  readonly port: number;
  /** What has gone through since the last call. */
  take(): WireTraffic;
}

export interface WireTraffic {
  /** Times at which the client sent something after the server had answered, once the connection was there. */
  readonly roundTrips: number;
  /** The same before that: start-up and password. */
  readonly connecting: number;
  /** The text of every query. */
  readonly queries: readonly string[];
}

/** Starts a proxy that holds everything back for `delayMs` in either direction. */
export async function startWireProxy(target: number, delayMs: number): Promise<WireProxy> {
  const sockets = new Set<Socket>();
  let [roundTrips, connecting] = [0, 0];
  let queries: string[] = [];
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
    let answered = true;
    let ready = false;
    const hears = readMessages(true, (type, body) => {
      // A query, or the text of a statement that is prepared behind its name.
      if (type === 'Q') queries.push(textOf(body));
      if (type === 'P') queries.push(textOf(body.subarray(body.indexOf(0) + 1)));
    });
    const answers = readMessages(false, (type) => {
      if (type === 'Z') ready = true;
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (data: Buffer) => {
      const isEnd = data[0] === 'X'.charCodeAt(0) && data.length === 5;
      if (answered && !isEnd) {
        if (ready) roundTrips++;
        else connecting++;
      }
      answered = false;
      hears(data);
      later(delayMs, () => upstream.write(data));
    });
    upstream.on('data', (data: Buffer) => {
      answers(data);
      later(delayMs, () => {
        answered = true;
        client.write(data);
      });
    });
    upstream.on('close', () => later(delayMs, () => client.destroy()));
    client.on('close', () => later(delayMs, () => upstream.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    take() {
      const taken = { roundTrips, connecting, queries };
      [roundTrips, connecting, queries] = [0, 0, []];
      return taken;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function later(delayMs: number, run: () => void): void {
  if (delayMs === 0) run();
  else setTimeout(run, delayMs);
}

function textOf(body: Buffer): string {
  return body.toString('utf8', 0, body.indexOf(0));
}

/** Calls `tell` for each message of a stream that comes in pieces. A client's first message has no type. */
function readMessages(isClient: boolean, tell: (type: string, body: Buffer) => void): (data: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let typed = !isClient;
  return (data) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
    for (;;) {
      const head = typed ? 1 : 0;
      if (rest.length < head + 4) return;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) return;
      if (typed) tell(String.fromCharCode(rest[0] ?? 0), rest.subarray(5, end));
      typed = true;
      rest = rest.subarray(end);
    }
  };
}
