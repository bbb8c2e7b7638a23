import { connect as openSocket } from 'node:net';
import type { Client, ClientConfig } from 'pg';
import { LockstepError } from '../../core/errors.ts';
import type { SessionFacts } from '../../engines/postgres/session-facts.ts';
import { redact } from '../../core/redact.ts';
import { importPackage } from '../sqlite-local/import-package.ts';
import { mapConnectError } from './map-error.ts';
import { Message } from './message.ts';

export type Row = Readonly<Record<string, unknown>>;

/** How long an aborted statement may take to end before its socket is destroyed. */
const cancelPatienceMs = 2_000;
const closePatienceMs = 1_000;

/** One connection, never shared. Errors are those of pg: the callers map them, because they know what they sent. */
export interface PgConnection {
  /** False once the connection is closed, lost or given up. */
  readonly usable: boolean;
  /** The process id of the server process, or what a pooler made up. */
  readonly processId: number | null;
  /** What it has told about itself; null before the first reading. */
  facts: SessionFacts | null;
  /** What is prepared on it: the prefix of the statements' names by the history's table. */
  readonly prepared: Map<string, string>;
  /** Sends one message and returns the rows of all its statements. Several statements need no values and no names. */
  send(sql: string, signal?: AbortSignal): Promise<readonly Row[]>;
  /** The same for messages that are written at once, one behind the other, without waiting for any answer. */
  sendInLine(messages: readonly string[]): readonly Promise<readonly Row[]>[];
  /** Does work that sends messages in line; an abort cancels the one that runs, and closes the connection at the end. */
  cancelOn<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>;
  /** Asks the server to cancel what runs now. */
  cancel(): void;
  /** Never throws. */
  close(): Promise<void>;
}

/** Opens a connection. Throws DATABASE_UNREACHABLE, PERMISSION_DENIED, DRIVER_MISSING, INTERRUPTED. */
export async function connect(url: string, signal?: AbortSignal): Promise<PgConnection> {
  const pg = (await importPackage('pg', () => import('pg'))).default as typeof import('pg');
  if (signal?.aborted) throw interrupted(signal);
  const client = createClient(pg, url);
  // An idle connection that dies must not end the process: the next use finds out.
  let lost = false;
  client.on('error', () => (lost = true));
  client.on('end', () => (lost = true));
  const giveUp = (): void => void client.connection.stream.destroy();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    await client.connect();
  } catch (error) {
    void client.end().catch(() => undefined);
    if (signal?.aborted) throw interrupted(signal, error);
    throw mapConnectError(error, { host: client.host, port: client.port, database: client.database });
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
  const secrets = client as Client & { readonly processID?: number; readonly secretKey?: number };
  let closing: Promise<void> | null = null;
  const parserOf = (type: number): ((text: string) => unknown) => pg.types.getTypeParser(type, 'text');

  const connection: PgConnection = {
    get usable() {
      return !lost && closing === null;
    },
    processId: secrets.processID ?? null,
    facts: null,
    prepared: new Map(),
    send: (sql, signal) => connection.cancelOn(signal, () => enqueue(sql)),
    sendInLine(messages) {
      client.connection.stream.cork();
      const answers = messages.map(enqueue);
      client.connection.stream.uncork();
      return answers;
    },
    async cancelOn(signal, work) {
      if (signal === undefined) return work();
      if (signal.aborted) throw interrupted(signal);
      const stop = onAbort(signal);
      try {
        return await work();
      } finally {
        stop();
        // A cancel request that comes late would hit whatever is sent next.
        if (signal.aborted) await connection.close();
      }
    },
    cancel: () => sendCancel(client.host, client.port, secrets.processID ?? 0, secrets.secretKey ?? 0),
    close() {
      closing ??= closeClient(client);
      return closing;
    },
  };

  /** pg gets the messages one by one, each when the one before it has ended; written they may have been long before. */
  const line: Message[] = [];

  function enqueue(sql: string): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      const message = new Message(sql, parserOf, (error, rows) =>
        error === null ? resolve(rows) : reject(error),
      );
      message.onEnd = () => {
        line.shift();
        if (line[0] !== undefined) client.query(line[0]);
      };
      if (line.push(message) === 1) client.query(message);
      else message.submit(client.connection);
    });
  }

  function onAbort(signal: AbortSignal): () => void {
    let patience: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      connection.cancel();
      // Where nobody passes the request on, the server notices that its client has gone.
      patience = setTimeout(() => client.connection.stream.destroy(), cancelPatienceMs);
    };
    signal.addEventListener('abort', cancel, { once: true });
    return () => {
      clearTimeout(patience);
      signal.removeEventListener('abort', cancel);
    };
  }
  return connection;
}

/** What the caller of an aborted method gets. */
export function interrupted(signal: AbortSignal, cause: unknown = signal.reason): LockstepError {
  return new LockstepError('INTERRUPTED', 'the run was stopped', { cause });
}

function createClient(pg: typeof import('pg'), url: string): Client {
  const config: ClientConfig = {
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs(url),
    fallback_application_name: 'lockstep',
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  };
  try {
    return nameDatabase(new pg.Client(config), url);
  } catch (error) {
    // No cause: the error of a URL that cannot be read holds the URL, password included.
    const reason = error instanceof Error ? redact(error.message) : 'it is no URL';
    throw new LockstepError('CONFIG_INVALID', `the PostgreSQL URL cannot be read: ${reason}`);
  }
}

/** pg leaves `%23`, `%2F`, `%3F` and their like in the name of a database as they are. */
function nameDatabase(client: Client, url: string): Client {
  const path = URL.canParse(url) ? new URL(url).pathname.slice(1) : '';
  if (/%(?:2[3-6bcf]|3[abdf]|40)/i.test(path)) {
    const named = client as Client & { connectionParameters: { database: string }; database: string };
    named.database = named.connectionParameters.database = decodeURIComponent(path);
  }
  return client;
}

function connectTimeoutMs(url: string): number {
  const seconds = Number(/[?&]connect_timeout=(\d+)/.exec(url)?.[1] ?? Number.NaN);
  return seconds > 0 ? seconds * 1000 : 10_000;
}

/** The protocol's own request: unlike pg_cancel_backend it works through pgbouncer, which makes up process ids. */
function sendCancel(host: string, port: number, processId: number, secretKey: number): void {
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(80_877_102, 4);
  request.writeInt32BE(processId, 8);
  request.writeInt32BE(secretKey, 12);
  const socket = host.startsWith('/') ? openSocket(`${host}/.s.PGSQL.${port}`) : openSocket(port, host);
  socket.on('error', () => undefined);
  socket.setTimeout(cancelPatienceMs, () => socket.destroy());
  // Not ended here: pgbouncer drops the request of a client that has gone.
  socket.write(request);
  socket.unref();
}

async function closeClient(client: Client): Promise<void> {
  const patience = setTimeout(() => client.connection.stream.destroy(), closePatienceMs);
  try {
    await client.end();
  } catch {
    // It is gone, which is what was asked for.
  } finally {
    clearTimeout(patience);
  }
}
