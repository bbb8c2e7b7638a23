import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Proxy, startProxy } from '../servers/proxy.ts';
import { type SqldServer, sqldMissing, startSqld } from '../servers/sqld.ts';
import {
  afterV1,
  afterV2,
  atLength,
  complete,
  eventually,
  expectCompletion,
  type FaultProject,
  type FaultRun,
  faultProject,
  isThorough,
  type Query,
  standOf,
} from './fault-project.ts';

const missing = sqldMissing();
const protocols = isThorough ? (['http', 'ws'] as const) : (['http'] as const);

describe.skipIf(missing !== null)(`a libsql server${missing === null ? '' : ` (${missing})`}`, () => {
  describe.each(protocols)('over %s', (protocol) => {
    interface Served {
      readonly server: SqldServer;
      readonly proxy: Proxy;
      readonly here: FaultProject;
      readonly query: Query;
    }

    /** A server with V1, reached through a proxy; V2 takes a while where `seconds` say so. */
    async function served(seconds = 0): Promise<Served> {
      const server = await startSqld();
      if (server === null) throw new Error('sqld is missing');
      onTestFinished(() => server.kill());
      const proxy = await startProxy(Number(new URL(server.url).port));
      onTestFinished(() => proxy.close());
      const query: Query = async (sql) => {
        const client = createClient({ url: server.url });
        try {
          return (await client.execute(sql)).rows as unknown as Record<string, unknown>[];
        } finally {
          client.close();
        }
      };
      const here = await faultProject({
        db: server.url.replace('http', protocol),
        proxied: `${protocol}://127.0.0.1:${proxy.port}`,
      });
      expect((await here.lockstep('migrate --to V1')).exitCode).toBe(0);
      if (seconds > 0) await query(`INSERT INTO pace VALUES (${seconds})`);
      return { server, proxy, here, query };
    }

    /** Runs into a V2 that lasts, and lets the fault happen there. */
    async function inMidMigration(
      { here, query }: Served,
      line: string,
      fault: (child: ReturnType<FaultProject['launch']>['child']) => unknown,
    ): Promise<FaultRun> {
      const { child, end } = here.launch(line);
      const claimed = `SELECT 1 FROM schema_migrations_state WHERE key = 'claim'`;
      await eventually(async () => (await query(claimed)).length > 0);
      await sleep(300);
      await fault(child);
      return end;
    }

    async function expectUndone({ query, here }: Served, run: FaultRun): Promise<void> {
      expect([run.exitCode, run.code, run.message]).toEqual([1, 'MIGRATION_FAILED', expect.any(String)]);
      expect(run.message).toMatch(/V2__middle on .*connection was lost \(.*\), and the server rolled/);
      expect(run.hint).toMatch(/^Run migrate again/);
      expect(run.outcomes).toEqual(['V1__start already-applied', 'V2__middle failed', 'V3__last not-run']);
      expect(await standOf(query)).toEqual(afterV1);
      await query('DELETE FROM pace');
      await expectCompletion(here, query);
    }

    test.each(isThorough ? (['kill', 'stop'] as const) : (['kill'] as const))(
      '%s and start in mid migration: rolled back',
      async (how) => {
        // Over http a server that is asked to stop ends what it is at.
        const subject = await served(how === 'stop' ? 4 : 20);
        const run = await inMidMigration(subject, 'migrate', async () => {
          await subject.server[how]();
          await sleep(200);
          await subject.server.restart();
        });
        await expectUndone(subject, run);
      },
    );

    test('that stays away: OUTCOME_UNKNOWN after --lock-timeout', async () => {
      const subject = await served(20);
      const run = await inMidMigration(subject, 'migrate --lock-timeout 1s', () => subject.server.kill());
      expect([run.exitCode, run.code]).toEqual([1, 'OUTCOME_UNKNOWN']);
      expect(run.message).toMatch(/history could not be read for 1 s/);
      expect(run.hint).toMatch(/status/);
      await subject.server.restart();
      expect(await standOf(subject.query)).toEqual(afterV1);
      await subject.query('DELETE FROM pace');
      await expectCompletion(subject.here, subject.query);
    });

    atLength(() => {
      test('that is cut off in mid migration: rolled back', async () => {
        const subject = await served(20);
        const run = await inMidMigration(subject, 'migrate --database proxied', () => subject.proxy.cutAll());
        await expectUndone(subject, run);
      });

      test('that goes dead in mid migration: a signal ends the run', async () => {
        const subject = await served(20);
        const run = await inMidMigration(subject, 'migrate --database proxied --lock-timeout 2s', (child) => {
          subject.proxy.freeze();
          child.kill('SIGTERM');
        });
        expect(run.ms).toBeLessThan(20_000);
        expect([run.exitCode, run.code]).toEqual([130, 'INTERRUPTED']);
        await subject.proxy.close();
        expect(await standOf(subject.query)).toEqual(afterV1);
        await subject.query('DELETE FROM pace');
        await expectCompletion(subject.here, subject.query);
      });

      test.each(['answer', 'request'] as const)(
        'a connection that breaks at every %s',
        async (what) => {
          const ends = new Set<string>();
          for (let piece = 1, met = true; met; piece++) {
            const { proxy, here, query, server } = await served();
            const before = proxy.seen[`${what}s`];
            proxy.lose(what, piece);
            const { exitCode, document } = await here.json('migrate --database proxied --lock-timeout 10s');
            met = proxy.seen[`${what}s`] - before >= piece;
            const { error } = document as { error?: { code: string } };
            ends.add(`${exitCode} ${error?.code ?? 'done'}`);
            const stand = await standOf(query);
            expect([afterV1, afterV2, complete]).toContainEqual(stand);
            expect([stand, piece]).toEqual([exitCode === 0 ? complete : stand, piece]);
            // This process goes on living, so nobody may think that it still works.
            const claims = await query(`SELECT value FROM schema_migrations_state WHERE key = 'claim'`);
            if (exitCode !== 0) expect([claims, piece]).toEqual([[], piece]);
            await expectCompletion(here, query);
            await server.kill();
          }
          expect([...ends].sort()).toEqual(['0 done', '1 MIGRATION_FAILED', '6 DATABASE_UNREACHABLE']);
        },
        240_000,
      );
    });
  });
});
