import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { type GatewayProcess, readyz, startGateway } from '../server/gateway-process.ts';
import { runHere } from '../server/run-here.ts';
import { emptyPostgres, emptySqlite } from '../server/scratch-stores.ts';
import { tempFolder } from '../../servers/temp-folder.ts';
import { readText, root, type Start, starts } from './examples.ts';

/** Starts what an example starts, on another database, another port, and the declarative file where it lies here. */
function launch({ words, env }: Start, database: string): GatewayProcess {
  const own = {
    ...env,
    GATEWAY_DATABASE_URL: database,
    GATEWAY_PORT: '0',
    ...('GATEWAY_CONFIG' in env ? { GATEWAY_CONFIG: `${root}/examples/gateway-config.yaml` } : {}),
  };
  return startGateway(words, own, tempFolder());
}

function startOf(place: string): Start {
  return starts.find((start) => start.place === place)!;
}

async function expectServing(gateway: GatewayProcess): Promise<void> {
  // 0.0.0.0 is every address, this machine's own among them.
  const url = (await gateway.listening()).replace('0.0.0.0', '127.0.0.1');
  expect(await readyz(url, 200)).toMatchObject({ code: 'OK' });
  const { exitCode, stderr } = await gateway.stop();
  expect(exitCode, stderr).toBe(0);
}

test('compose: the gateway refuses until the migration has run', { timeout: 60_000 }, async () => {
  const { exitCode, stderr } = await launch(startOf('compose gateway'), await emptyPostgres()).end;
  expect(exitCode, stderr).toBe(3);
  expect(stderr).toContain('MANUAL_PENDING');
});

test('systemd: the gateway migrates itself, and the unit beside it finds nothing to do', {
  timeout: 60_000,
}, async () => {
  const database = await emptySqlite();
  await expectServing(launch(startOf('systemd gateway.service'), database));
  const migrated = await launch(startOf('systemd gateway-migrate.service'), database).end;
  expect(migrated.exitCode, migrated.stderr).toBe(0);
  expect(migrated.stdout).toMatch(/nothing pending\n$/);
});

test.each([
  ['compose migrate', 'kubernetes Job migrate'],
  ['compose gateway', 'kubernetes Deployment gateway'],
])('%s, which test/gateway/server/smoke.test.ts runs, and %s say the same', (one, other) => {
  expect(startOf(other).words).toEqual(startOf(one).words);
  // Where they differ on purpose: in a rollout old and new pods serve one schema.
  const {
    GATEWAY_DATABASE_URL: _,
    GATEWAY_MIGRATE_COMMAND: __,
    GATEWAY_ON_NEWER,
    ...env
  } = startOf(other).env;
  expect(startOf(one).env).toMatchObject(env);
  expect(GATEWAY_ON_NEWER).toBe(other.startsWith('kubernetes Deployment') ? 'warn' : undefined);
});

test('kubernetes: the Job owns the schema, and the pods serve with a user who may change rows alone', {
  timeout: 60_000,
}, async () => {
  const server = await emptyPostgres();
  const database = new URL(server).pathname.slice(1);
  const [owner, pods] = ['own', 'pods'].map((prefix) => {
    const url = new URL(server);
    [url.username, url.password] = [`${prefix}_${database}`, 'an0therPassw0rd'];
    return url;
  }) as [URL, URL];
  onTestFinished(async () => {
    await run(
      server,
      `REASSIGN OWNED BY ${owner.username} TO CURRENT_USER`,
      `DROP OWNED BY ${pods.username}`,
      `DROP OWNED BY ${owner.username}`,
      `DROP ROLE ${owner.username}, ${pods.username}`,
    );
  });
  // The page's own statements, with names of this test; the database is there already.
  const [statements = [], onOldServers = []] = [
    ...readText('docs/deploying.md').matchAll(/^```sql\n([\s\S]*?)^```$/gm),
  ].map(([, sql = '']) =>
    sql
      .replace(/^--.*\n/gm, '')
      .replace(/CREATE DATABASE \w+ OWNER/, `ALTER DATABASE ${database} OWNER TO`)
      .replaceAll('gateway_owner', owner.username)
      .replaceAll(/\bgateway\b/g, pods.username)
      .replaceAll('…', owner.password)
      .trim()
      .split('\n'),
  );
  expect([statements, onOldServers]).toMatchObject({ 0: { length: 4 }, 1: { length: 2 } });
  await run(server, ...statements);
  if ((await versionOf(server)) < 150_000) await run(server, ...onOldServers);

  const job = { ...startOf('kubernetes Job migrate').env, GATEWAY_DATABASE_URL: owner.href };
  expect(await runHere('migrate --apply', job)).toMatchObject({ exitCode: 0 });
  await expect(run(pods.href, 'CREATE TABLE public.mine (id integer)')).rejects.toThrow(/permission denied/);
  await expectServing(launch(startOf('kubernetes Deployment gateway'), pods.href));
});

async function versionOf(url: string): Promise<number> {
  const rows = await run(url, 'SHOW server_version_num');
  return Number(rows[0]?.['server_version_num']);
}

/** Runs the statements one by one, and returns the rows of the last. */
async function run(
  url: string,
  ...statements: readonly string[]
): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: readonly Record<string, unknown>[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
}
