import { describe, expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../servers/postgres.ts';
import { startProxy } from '../servers/proxy.ts';
import { freshPostgresStore } from '../stores/postgres-store.ts';
import type { TestStore } from '../stores/test-store.ts';
import { query as queryAt } from '../drivers/pg-subject.ts';
import {
  afterV1,
  afterV2,
  atLength,
  complete,
  eventually,
  expectCompletion,
  type FaultProject,
  faultProject,
  isThorough,
  type Query,
  standOf,
} from './fault-project.ts';

const asleep = `pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`;

async function isAsleep(query: Query): Promise<boolean> {
  return (await query(`SELECT pid FROM ${asleep}`)).length > 0;
}

/** A database with V1, whose V2 lasts a minute, and the way to it through a proxy. */
async function behindProxy(files = {}): Promise<{
  readonly store: TestStore;
  readonly here: FaultProject;
  readonly proxy: Awaited<ReturnType<typeof startProxy>>;
}> {
  const store = await freshPostgresStore();
  onTestFinished(() => store.drop());
  const url = new URL(store.urls[0]!);
  const proxy = await startProxy(Number(url.port));
  onTestFinished(() => proxy.close());
  url.port = String(proxy.port);
  const here = await faultProject({ db: store.urls[0]!, proxied: url.href }, files);
  expect((await here.lockstep('migrate --to V1')).exitCode).toBe(0);
  return { store, here, proxy };
}

async function slowly(query: Query): Promise<void> {
  await query('INSERT INTO pace VALUES (60)');
}

async function quickly(query: Query): Promise<void> {
  await query('DELETE FROM pace');
}

const large = `${Array.from({ length: 700 }, (_, i) => `SELECT ${i};`).join('\n')}\n`;
const shapes = {
  'in one message': {},
  'in pieces': {
    'migrations/postgres/V2__middle.sql': `CREATE TABLE middle (id INTEGER);\nINSERT INTO log VALUES (2);\n${large}SELECT pg_sleep(n) FROM pace;\n`,
  },
};

describe.each(Object.entries(shapes).slice(0, isThorough ? 2 : 1))(
  'a migration %s whose connection',
  (_, files) => {
    test('the server ends: rolled back, MIGRATION_FAILED', async () => {
      const { store, here } = await behindProxy(files);
      await slowly(store.query);
      const { end } = here.launch('migrate');
      await eventually(() => isAsleep(store.query));
      await store.query(`SELECT pg_terminate_backend(pid) FROM ${asleep}`);
      const run = await end;
      expect([run.exitCode, run.code, run.details['engineCode']]).toEqual([1, 'MIGRATION_FAILED', '57P01']);
      expect(run.message).toMatch(
        /V2__middle on db .*connection was lost \(terminating connection.*rolled the migration back$/,
      );
      expect(run.hint).toMatch(/^Run migrate again/);
      expect(run.outcomes).toEqual(['V1__start already-applied', 'V2__middle failed', 'V3__last not-run']);
      expect(await standOf(store.query)).toEqual(afterV1);
      await quickly(store.query);
      await expectCompletion(here, store.query);
    });

    test('breaks between: the server rolls it back as it notices, MIGRATION_FAILED', async () => {
      const { store, here, proxy } = await behindProxy(files);
      await slowly(store.query);
      const { end } = here.launch('migrate --database proxied');
      await eventually(() => isAsleep(store.query));
      proxy.cutAll();
      const run = await end;
      expect([run.exitCode, run.code]).toEqual([1, 'MIGRATION_FAILED']);
      expect(await standOf(store.query)).toEqual(afterV1);
      await quickly(store.query);
      await expectCompletion(here, store.query);
    });

    test('breaks in the answer to COMMIT: it is applied, and the run goes on', async () => {
      const { store, here, proxy } = await behindProxy(files);
      proxy.cutAt('COMMIT\0');
      const run = await here.lockstep('migrate --database proxied');
      expect([run.exitCode, run.code]).toEqual([0, null]);
      expect(run.outcomes).toEqual(['V1__start already-applied', 'V2__middle applied', 'V3__last applied']);
      expect(await standOf(store.query)).toEqual(complete);
    });
  },
);

describe('a server that goes away in mid migration', () => {
  atLength(() => {
    test('and comes back: rolled back, MIGRATION_FAILED', async () => {
      const server = await startPostgres();
      onTestFinished(() => server.stop('immediate'));
      const query: Query = (sql) => queryAt(server.url, sql);
      const here = await faultProject({ db: server.url });
      await here.lockstep('migrate --to V1');
      await slowly(query);
      const { end } = here.launch('migrate');
      await eventually(() => isAsleep(query));
      await server.kill();
      await new Promise((done) => setTimeout(done, 300));
      await server.start();
      const run = await end;
      expect([run.exitCode, run.code]).toEqual([1, 'MIGRATION_FAILED']);
      expect(await standOf(query)).toEqual(afterV1);
      await quickly(query);
      await expectCompletion(here, query);
    });
  });

  test('and stays away: OUTCOME_UNKNOWN after --lock-timeout, with what to do', async () => {
    const { store, here, proxy } = await behindProxy();
    await slowly(store.query);
    const { end } = here.launch('migrate --database proxied --lock-timeout 1s');
    await eventually(() => isAsleep(store.query));
    await proxy.close();
    const run = await end;
    expect([run.exitCode, run.code]).toEqual([1, 'OUTCOME_UNKNOWN']);
    expect(run.message).toMatch(/connection was lost \(.*\), and the history could not be read for 1 s/);
    expect(run.hint).toMatch(/status/);
    expect(run.outcomes).toEqual(['V1__start already-applied', 'V2__middle failed', 'V3__last not-run']);
    await eventually(async () => !(await isAsleep(store.query)));
    await quickly(store.query);
    await expectCompletion(here, store.query);
  });

  atLength(() => {
    test('and nothing passes any more, not even a refusal: a signal ends the run', async () => {
      const { store, here, proxy } = await behindProxy();
      await slowly(store.query);
      const { child, end } = here.launch('migrate --database proxied --lock-timeout 2s');
      await eventually(() => isAsleep(store.query));
      proxy.freeze();
      child.kill('SIGTERM');
      const run = await end;
      expect(run.ms).toBeLessThan(20_000);
      expect([run.exitCode, run.code]).toEqual([1, 'OUTCOME_UNKNOWN']);
      await store.query(`SELECT pg_terminate_backend(pid) FROM ${asleep}`);
      await quickly(store.query);
      await expectCompletion(here, store.query);
    });
  });
});

atLength(() => {
  describe('a step outside a transaction', () => {
    const files = {
      'migrations/postgres/V2__middle.sql':
        '-- lockstep: transaction=none\nCREATE TABLE middle (id INTEGER);\nINSERT INTO log VALUES (2);\nSELECT pg_sleep(n) FROM pace;\nVACUUM log;\n',
    };

    test.each([
      ['its own connection', `${asleep}`],
      [
        'the connection with the lock',
        `pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      ],
    ])('that loses %s goes on behind the last statement', async (_, lost) => {
      const { store, here } = await behindProxy(files);
      await slowly(store.query);
      const { end } = here.launch('migrate');
      await eventually(() => isAsleep(store.query));
      await store.query(`SELECT pg_terminate_backend(pid) FROM ${lost}`);
      await new Promise((done) => setTimeout(done, 300));
      await store.query(`SELECT pg_terminate_backend(pid) FROM ${asleep}`);
      const run = await end;
      expect([run.exitCode, run.code]).toEqual([1, 'MIGRATION_FAILED']);
      expect(run.hint).toMatch(/goes on behind the last statement/);
      expect(await standOf(store.query)).toEqual({ ...afterV1, log: [1, 2], middle: true });
      await quickly(store.query);
      await expectCompletion(here, store.query);
    });
  });
});

atLength(() => {
  describe('a connection that breaks at every piece', () => {
    test.each(['answer', 'request'] as const)('%s: what is reported is what stands', async (what) => {
      const ends = new Set<string>();
      for (let piece = 1, met = true; met; piece++) {
        const { store, here, proxy } = await behindProxy();
        const before = proxy.seen[`${what}s`];
        proxy.lose(what, piece);
        const { exitCode, document } = await here.json('migrate --database proxied --lock-timeout 10s');
        met = proxy.seen[`${what}s`] - before >= piece;
        const { error } = document as { error?: { code: string; details: object } };
        if (error !== undefined) expect(error.details).toMatchObject({ database: 'proxied' });
        ends.add(`${exitCode} ${error?.code ?? 'done'}`);
        const stands = [afterV1, afterV2, complete];
        const stand = await standOf(store.query);
        expect(stands).toContainEqual(stand);
        expect([stand, piece]).toEqual([exitCode === 0 ? complete : stand, piece]);
        await expectCompletion(here, store.query);
      }
      expect(ends).toContain('0 done');
      expect(ends).toContain('6 DATABASE_UNREACHABLE');
      if (what === 'request') expect(ends).toContain('1 MIGRATION_FAILED');
      const known = ['0 done', '1 MIGRATION_FAILED', '6 DATABASE_UNREACHABLE'];
      expect(known).toEqual(expect.arrayContaining([...ends]));
    });
  });
});
