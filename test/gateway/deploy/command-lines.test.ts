import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { type GatewayProcess, readyz, startGateway } from '../server/gateway-process.ts';
import { emptyPostgres, emptySqlite, migrateStore } from '../server/scratch-stores.ts';
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
  const owner = await emptyPostgres();
  const pods = new URL(owner);
  pods.username = `pods_${pods.pathname.slice(1)}`.slice(0, 60);
  pods.password = 'an0therPassw0rd';
  await run(owner, `CREATE ROLE ${pods.username} LOGIN PASSWORD '${pods.password}'`);
  onTestFinished(() => run(owner, `DROP OWNED BY ${pods.username}`, `DROP ROLE ${pods.username}`));
  await run(owner, 'REVOKE CREATE ON SCHEMA public FROM PUBLIC');
  const grants = /^ALTER DEFAULT PRIVILEGES .*;$/m.exec(readText('docs/deploying.md'))?.[0] ?? '';
  expect(grants).toContain('TO gateway;');
  await run(
    owner,
    grants.replace('gateway_owner', 'CURRENT_USER').replace('TO gateway', `TO ${pods.username}`),
  );
  await migrateStore(owner);
  await expect(run(pods.href, 'CREATE TABLE public.mine (id integer)')).rejects.toThrow(/permission denied/);
  await expectServing(launch(startOf('kubernetes Deployment gateway'), pods.href));
});

async function run(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
