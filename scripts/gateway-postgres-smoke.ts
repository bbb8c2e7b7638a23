import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeEmbedded, startEmbedded } from '../src/drivers/embedded/embedded.ts';
import { defaultEmbeddedMajor as major } from '../src/modules/parse-address.ts';
import { root } from './reference-store.ts';

// The gateway on a new PostgreSQL, as an operator puts it into operation: apply, look, serve with migrations off, ask, stop.
const folder = join(root, '.lockstep', 'smoke');
mkdirSync(folder, { recursive: true });
await removeEmbedded({ folder, major });
const server = await startEmbedded({ folder, major });
const adminToken = randomBytes(16).toString('hex');
const env = {
  ...process.env,
  GATEWAY_DATABASE_URL: server.url,
  GATEWAY_PORT: '0',
  GATEWAY_CONFIG: join(root, 'examples/gateway-config.yaml'),
  GATEWAY_ADMIN_TOKEN: adminToken,
};
try {
  await run('migrate --apply');
  await run('migrate --check');
  await serveAndAsk();
  await run('migrate --status');
} finally {
  await server.release();
  await removeEmbedded({ folder, major });
}

function start(words: string): ChildProcess {
  console.log(`\n$ gateway ${words}`);
  return spawn(process.execPath, [join(root, 'src/gateway/main.ts'), ...words.split(' ')], {
    env,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
}

async function run(words: string): Promise<void> {
  const child = start(words);
  child.stderr?.pipe(process.stderr, { end: false });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  if (exitCode !== 0) throw new Error(`gateway ${words} ended with ${exitCode}`);
}

async function serveAndAsk(): Promise<void> {
  const gateway = start('serve --no-run-migrations');
  let log = '';
  gateway.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
    process.stderr.write(chunk);
  });
  const ended = once(gateway, 'close') as Promise<[number | null]>;
  let url: string | undefined;
  while (url === undefined) {
    if (gateway.exitCode !== null) throw new Error(`gateway serve ended with ${gateway.exitCode}`);
    await sleep(50);
    url = /msg=listening url=(\S+)/.exec(log)?.[1];
  }
  const ask = async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const response = await fetch(url + path, {
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    console.log(
      `${response.status} ${path} ${JSON.stringify(body === undefined ? answer : Object.keys(answer))}`,
    );
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}`);
    return answer;
  };
  await ask('/healthz');
  await ask('/readyz');
  const { id } = await ask('/admin/users', { email: 'smoke@example.org', displayName: 'Smoke' });
  await ask('/admin/keys', { name: 'smoke', owner: { kind: 'user', id } });
  gateway.kill('SIGTERM');
  const [exitCode] = await ended;
  if (exitCode !== 0) throw new Error(`gateway serve ended with ${exitCode} after SIGTERM`);
}
