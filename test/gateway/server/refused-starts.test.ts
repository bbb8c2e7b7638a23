import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startGateway } from './gateway-process.ts';
import { runHere } from './run-here.ts';
import { emptyPostgres, emptySqlite, migrateStore } from './scratch-stores.ts';

test('a pending release step: 3, the list and the command, and nothing is written', async () => {
  const database = await emptySqlite();
  await migrateStore(database, 'V23');
  const env = { GATEWAY_DATABASE_URL: database, GATEWAY_PORT: '0', GATEWAY_MIGRATE_COMMAND: 'make migrate' };
  const { exitCode, stderr } = await runHere('serve', env);
  expect(exitCode, stderr).toBe(3);
  expect(stderr).toMatch(/✗ MANUAL_PENDING[^]*V24__drop_ledger_cost_cents/);
  expect(stderr).toContain('→ Run: make migrate\n');
  expect(stderr).not.toContain('listening');

  // What such a command does is the way out.
  const applied = await runHere('migrate --apply', env);
  expect(applied.exitCode, applied.stderr).toBe(0);
  expect(applied.stdout).toMatch(/V24__drop_ledger_cost_cents +release +applied/);
  expect(applied.stdout).toMatch(/nothing pending\n$/);
});

test('a signal during a migration: 130, and what became of the migration in flight', {
  timeout: 60_000,
}, async () => {
  const database = await emptyPostgres();
  const client = new Client({ connectionString: database });
  await client.connect();
  onTestFinished(() => client.end());
  // The baseline lasts for a while: every statement of it waits.
  await client.query(`CREATE FUNCTION dawdle() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(0.2); END $$`);
  await client.query('CREATE EVENT TRIGGER dawdle ON ddl_command_start EXECUTE FUNCTION dawdle()');
  const gateway = startGateway(['serve'], { GATEWAY_DATABASE_URL: database, GATEWAY_PORT: '0' });
  await gateway.logged(/steps to apply/);
  await sleep(500);
  gateway.signal('SIGTERM');
  const { exitCode, stderr } = await gateway.end;
  expect(exitCode, stderr).toBe(130);
  expect(stderr).toMatch(/✗ INTERRUPTED .*SIGTERM.*V17__baseline rolled back/);
  const { rows } = await client.query(`SELECT to_regclass('users') AS users`);
  expect(rows).toEqual([{ users: null }]);
});

test('a mistake in the declarative file is told before anything is written', async () => {
  const database = await emptySqlite();
  const { exitCode, stderr } = await runHere('serve', {
    GATEWAY_DATABASE_URL: database,
    GATEWAY_CONFIG: 'nowhere.yaml',
  });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('GATEWAY_CONFIG: nowhere.yaml: cannot be read (ENOENT)');
  expect(stderr).not.toContain('migrating');
});
