import { expect, onTestFinished, test } from 'vitest';
import { query as queryAt } from '../drivers/pg-subject.ts';
import { startPostgres } from '../servers/postgres.ts';
import {
  afterV1,
  atLength,
  complete,
  eventually,
  faultProject,
  isThorough,
  type Query,
  standOf,
} from './fault-project.ts';
import { startStandby } from './standby.ts';

test.skipIf(!isThorough)('a standby is read, and takes no writes: READ_ONLY_DATABASE', async () => {
  const primary = await startPostgres({ settings: { wal_level: 'replica' } });
  onTestFinished(() => primary.stop('immediate'));
  const standby = await startStandby(primary);
  const here = await faultProject({ primary: primary.url, standby: standby.url });
  const query: Query = (sql) => queryAt(standby.url, sql);

  const install = await here.lockstep('migrate --database standby');
  expect([install.exitCode, install.code]).toEqual([1, 'READ_ONLY_DATABASE']);
  expect((await here.lockstep('migrate --database primary --to V1')).exitCode).toBe(0);
  await eventually(async () => (await standOf(query)).history !== null);

  const run = await here.lockstep('migrate --database standby');
  expect([run.exitCode, run.code, run.details['database']]).toEqual([1, 'READ_ONLY_DATABASE', 'standby']);
  expect(run.hint).toContain('primary');
  expect(run.outcomes).toEqual(['V1__start already-applied', 'V2__middle failed', 'V3__last not-run']);
  expect((await here.lockstep('status --database standby')).exitCode).toBe(0);
  expect(await standOf(query)).toEqual(afterV1);

  await primary.stop();
  standby.promote();
  await eventually(async () => (await query('SELECT pg_is_in_recovery() AS yes'))[0]?.['yes'] === false);
  expect((await here.lockstep('migrate --database standby')).exitCode).toBe(0);
  expect(await standOf(query)).toEqual(complete);
});

atLength(() => {
  test('a server that is starting up is DATABASE_UNREACHABLE, and --wait waits for it', async () => {
    const primary = await startPostgres({ settings: { wal_level: 'replica' } });
    onTestFinished(() => primary.stop('immediate'));
    const { url, promote } = await startStandby(primary, { isReadable: false });
    const here = await faultProject({ db: url });
    const run = await here.lockstep('migrate');
    expect([run.exitCode, run.code, run.details['engineCode']]).toEqual([6, 'DATABASE_UNREACHABLE', '57P03']);
    expect(run.hint).toContain('--wait');
    const { child, end } = here.launch('migrate --wait 20s');
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await eventually(async () => said.includes('waiting'));
    await primary.stop();
    promote();
    const waited = await end;
    expect([waited.exitCode, waited.message]).toEqual([0, '']);
    expect(await standOf((sql) => queryAt(url, sql))).toEqual(complete);
  });
});
