import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { config, ended, project, type Project } from '../cli/scenarios/project.ts';
import { type LiveStore, liveStores } from '../stores/live-store.ts';

const leftovers = `SELECT datname FROM pg_database WHERE datname LIKE 'lockstep\\_scratch\\_%' ORDER BY 1`;

/** A project whose second script sleeps on PostgreSQL, and the database beside which its scratch databases are made. */
async function slow(): Promise<{ readonly here: Project; readonly live: LiveStore }> {
  const live = await liveStores.pg();
  onTestFinished(live.drop);
  const here = await project({
    ...config({ live: live.url }),
    'migrations/postgres/V1__a.sql': 'CREATE TABLE a (id text NOT NULL PRIMARY KEY);\n',
    'migrations/sqlite/V1__a.sql': 'CREATE TABLE a (id text NOT NULL PRIMARY KEY);\n',
    'migrations/postgres/V2__slow.sql': 'SELECT pg_sleep(20);\n',
    'migrations/sqlite/V2__slow.sql': '-- lockstep: no-op="nothing to wait for"\n',
  });
  return { here, live };
}

/** Starts a comparison, and returns it with the scratch database that it works in. */
async function started({ here, live }: { readonly here: Project; readonly live: LiveStore }): Promise<{
  readonly child: ReturnType<Project['start']>;
  readonly scratch: string;
}> {
  const before = await live.read(leftovers);
  const child = here.start('parity --scratch live');
  onTestFinished(() => void child.kill('SIGKILL'));
  for (;;) {
    const [scratch] = (await live.read(leftovers)).filter((name) => !before.includes(name));
    const [busy] = await live.read(
      `SELECT pid FROM pg_stat_activity WHERE datname = '${scratch ?? ''}' AND wait_event = 'PgSleep'`,
    );
    if (scratch !== undefined && busy !== undefined) return { child, scratch };
    await sleep(50);
  }
}

const isLong = process.env['LOCKSTEP_TEST_MODE'] === 'crash';

describe.skipIf(!isLong)(isLong ? 'scratch databases' : 'scratch databases (npm run test:crash)', () => {
  test('a killed run leaves a scratch database, which a run a day later takes away', async () => {
    const { here, live } = await slow();
    const { child, scratch } = await started({ here, live });
    const end = ended(child);
    child.kill('SIGKILL');
    await end;
    expect(await live.read(leftovers)).toContain(scratch);
    expect(await live.read(`SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`)).toEqual(['0']);

    // The server notices that its client has gone, and the database is free.
    const old = `lockstep_scratch_${Date.now() - 25 * 3_600_000}_0123456789ab`;
    for (let done = false; !done; ) {
      done = await live.run(`ALTER DATABASE ${scratch} RENAME TO ${old}`).then(
        () => true,
        () => false,
      );
      if (!done) await sleep(100);
    }
    await here.write('migrations/postgres/V2__slow.sql', 'SELECT 1;\n');
    expect(await here.run('parity --scratch live --quiet')).toBe('--- exit code 0\n');
    expect(await live.read(leftovers)).not.toContain(old);
  });

  test('an interrupted run takes its scratch database away itself', async () => {
    const { here, live } = await slow();
    const { child, scratch } = await started({ here, live });
    const end = ended(child);
    child.kill('SIGINT');
    expect((await end).exitCode).toBe(130);
    expect(await live.read(leftovers)).not.toContain(scratch);
  });
});
