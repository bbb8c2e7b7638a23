import { randomBytes } from 'node:crypto';
import { readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockstepError } from '../../core/errors.ts';
import { importPackage } from '../sqlite-local/import-package.ts';
import { findBinaries } from './binaries.ts';
import { type ControlFile, type ControlReply, type ControlRequest, goodbye, onLine } from './control.ts';
import type { StartFailure } from './embedded.ts';
import { findOrphan } from './find-orphan.ts';
import { type Home, homeOf } from './home.ts';
import { isAlive, type Postmaster, startPostmaster, stopPostmaster } from './postmaster.ts';
import { provideCluster } from './provide-cluster.ts';
import { findServerUser, reachBinaries } from './server-user.ts';

// The process that owns an embedded server: it starts it, and stops it when nobody holds a connection to this process
// any more. The operating system closes the connections of a command that was killed, so no lease can be left behind.

/** How long a server without users stays: the next command of a script finds it running. */
const lingerMs = 2000;
/** The command that started it has this long to come for it. */
const firstLeaseMs = 10_000;

let elected = false;
process.on('disconnect', () => {
  if (!elected) process.exit(0);
});
const home = homeOf(process.argv[2] ?? '.', Number(process.argv[3]));
try {
  const lock = await takeLock(home.lock);
  elected = true;
  const { postmaster, password } = await bringUp(home);
  await supervise(home, postmaster, password);
  lock.close();
  process.exit(0);
} catch (error) {
  const failure =
    error instanceof LockstepError
      ? error
      : new LockstepError('DATABASE_UNREACHABLE', `The embedded PostgreSQL did not start: ${String(error)}`);
  const { code, message, hint, details } = failure;
  const told: StartFailure = { code, message, hint, details };
  if (process.connected) process.send?.(told, () => process.exit(1));
  else process.exit(1);
}

/** Waits for its turn. A lock of SQLite is one of the operating system: it goes with the process, however that ends. */
async function takeLock(file: string): Promise<DatabaseSync> {
  for (;;) {
    const lock = new DatabaseSync(file);
    try {
      lock.exec('BEGIN EXCLUSIVE');
      return lock;
    } catch (error) {
      lock.close();
      if ((error as { errcode?: number }).errcode !== 5) throw error;
    }
    await sleep(25);
  }
}

async function bringUp(at: Home): Promise<{ readonly postmaster: Postmaster; readonly password: string }> {
  const user = findServerUser();
  const binaries = await reachBinaries(await findBinaries(at.major), user);
  // Nobody could talk to the server without it: say so before there is one.
  await importPackage('pg', () => import('pg'));
  const password = await provideCluster(at, binaries, user);
  const orphan = await findOrphan(at.data, password);
  if (orphan !== null) return { postmaster: orphan, password };
  // Behind the link, where the server's user gets to.
  const data = await realpath(at.data);
  return { postmaster: await startPostmaster({ binaries, user, data, log: at.log }), password };
}

/** Serves leases until the server has no user, is asked to stop, or has died; then returns with the server stopped. */
async function supervise(at: Home, postmaster: Postmaster, password: string): Promise<void> {
  const token = randomBytes(24).toString('hex');
  const url = `postgres://postgres:${password}@127.0.0.1:${postmaster.port}/postgres`;
  const connections = new Set<Socket>();
  const leases = new Set<Socket>();
  let kept = false;
  let idleSince = Date.now() + firstLeaseMs - lingerMs;

  const stopped = Promise.withResolvers<void>();
  let stopping = false;
  const stop = (): void => {
    stopping = true;
    stopped.resolve();
  };
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      connections.delete(socket);
      if (leases.delete(socket)) idleSince = Date.now();
    });
    onLine(socket, (line) => {
      const request = parseRequest(line);
      // Who comes too late is not answered, and starts the next supervisor.
      if (request?.token !== token || stopping) return socket.destroy();
      if (request.ask === 'lease') leases.add(socket);
      if (request.keep) kept = true;
      const reply: ControlReply = { url, pid: postmaster.pid, kept };
      socket.write(`${JSON.stringify(reply)}\n`);
      if (request.ask === 'stop') stop();
    });
  });
  const port = await new Promise<number>((done, fail) => {
    server.once('error', fail).listen(0, '127.0.0.1', () => {
      const address = server.address();
      done(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  await writeControl(at.control, { port, token, pid: process.pid });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  const watch = setInterval(async () => {
    // The whole folder can be removed under a running server.
    const here = await isOurs(at.control, token);
    const unused = !kept && leases.size === 0 && Date.now() - idleSince >= lingerMs;
    if (unused || !here || !isAlive(postmaster.pid)) stop();
  }, 250);
  await stopped.promise;
  clearInterval(watch);

  const closed = new Promise((done) => server.close(done));
  if (await isOurs(at.control, token)) await rm(at.control, { force: true });
  await stopPostmaster(postmaster.pid, at.data);
  for (const socket of connections) socket.end(`${goodbye}\n`);
  // A command that does not read its goodbye is not waited for.
  await Promise.race([closed, sleep(500)]);
}

async function writeControl(file: string, control: ControlFile): Promise<void> {
  const draft = `${file}-${control.pid}`;
  await writeFile(draft, JSON.stringify(control), { mode: 0o600 });
  await rename(draft, file);
}

async function isOurs(file: string, token: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.includes(token);
}

function parseRequest(line: string): Partial<ControlRequest> | null {
  try {
    return JSON.parse(line) as Partial<ControlRequest>;
  } catch {
    return null;
  }
}
