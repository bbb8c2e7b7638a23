import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Migration } from '../../src/core/migration.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { sqldMissing } from '../servers/sqld.ts';
import { freshPostgresStore } from '../stores/postgres-store.ts';
import { freshFileStore, freshSqldStore } from '../stores/sqlite-store.ts';
import type { TestStore } from '../stores/test-store.ts';
import { gateway, killChain } from './kill-chain.ts';
import { taskFor } from './reference-run.ts';
import { runWorker } from './run-worker.ts';
import { untilAlone } from './subjects.ts';

interface Member {
  readonly name: string;
  readonly fresh: () => Promise<TestStore | null>;
  /** The place in the order of commits: remote libsql, PostgreSQL, local SQLite. */
  readonly commits: number;
}

const file: Member = { name: 'a file', fresh: () => freshFileStore('sqlite', true), commits: 3 };
const journalFile: Member = {
  name: 'a rollback-journal file',
  fresh: () => freshFileStore('file', false),
  commits: 3,
};
const postgres: Member = { name: 'PostgreSQL', fresh: freshPostgresStore, commits: 2 };
const server: Member = { name: 'a libsql server', fresh: freshSqldStore, commits: 1 };

const isLong = process.env['LOCKSTEP_TEST_MODE'] === 'crash';

const runs: readonly (readonly Member[])[] = [
  [postgres, file],
  [postgres, server],
  [file, server],
  ...(isLong
    ? [
        [postgres, journalFile],
        [postgres, server, file],
      ]
    : []),
];

/**
 * Which way round a run has its databases configured, by the number of the run: the order of commits must not depend on
 * it. Together they are every order of a killed run beside every order of the next one, at every step.
 */
const turns: Readonly<Record<string, (run: number) => boolean>> = {
  'the next run turned round': (run) => run % 2 === 1,
  'the next run turned round, the other way first': (run) => run % 2 === 0,
  'in order': () => false,
  'turned round': () => true,
};

/** A short run kills each pair at every third step, the pairs at different ones: together at every step. */
const stride = isLong ? 1 : runs.length;

describe.each(
  runs.map((members, at) => [members.map(({ name }) => name).join(' and '), members, at] as const),
)(
  `a pair run over %s, killed between two commits of every ${isLong ? '' : 'third '}step`,
  (_names, members, at) => {
    const reason = members.includes(server) ? sqldMissing() : null;
    let stores: readonly TestStore[] = [];
    let migrations: readonly Migration[] = [];
    /** What runs outside a transaction on PostgreSQL runs to its end first. */
    const orderOf = ({ scripts }: Migration): readonly number[] => {
      const place = (index: number): number =>
        members[index] === postgres && scripts.postgres?.transaction === 'none' ? 0 : members[index]!.commits;
      return members.map((_, index) => index).sort((a, b) => place(a) - place(b));
    };

    beforeAll(async () => {
      migrations = (await loadModule(gateway, killChain('quick'))).chain;
    });
    afterAll(async () => {
      for (const store of stores) await store.drop();
    });

    test.skipIf(reason !== null).each(Object.keys(turns).slice(0, isLong ? 4 : 1))(
      `%s: one database is behind by one step, never more, and the next run brings it up first${reason === null ? '' : ` (${reason})`}`,
      async (turn) => {
        for (const store of stores) await store.drop();
        stores = (await Promise.all(members.map(({ fresh }) => fresh()))).map((store) => store!);
        let runsSoFar = 0;
        /** The stores as the next run has them. */
        const nextOrder = (): readonly TestStore[] =>
          turns[turn]!(runsSoFar++) ? stores.toReversed() : stores;
        const urlsOf = (order: readonly TestStore[]): readonly string[] =>
          order.map(({ urls: [url = ''] }) => url);
        const chain = migrations.map(({ name }) => name);

        for (const [step, migration] of migrations.entries()) {
          if (step % stride !== at % stride) continue;
          const order = orderOf(migration);
          // After each commit but the last one: then nothing would be behind.
          for (const killed of order.slice(0, -1)) {
            const ahead = order.slice(0, order.indexOf(killed) + 1);
            if ((await stores[killed]!.history()).includes(migration.name)) continue;
            const configured = nextOrder();
            const kill = {
              type: 'migration-applied',
              migration: migration.name,
              database: `db${configured.indexOf(stores[killed]!)}`,
            } as const;
            expect(await runWorker(taskFor(urlsOf(configured), { kill }))).toBeNull();
            for (const [index, store] of stores.entries())
              if (members[index] === postgres) await untilAlone(store);
            const histories = await Promise.all(stores.map((store) => store.history()));
            const expected = members.map((_, index) =>
              chain.slice(0, ahead.includes(index) ? step + 1 : step),
            );
            expect(histories).toEqual(expected);
          }
        }
        const last = await runWorker(taskFor(urlsOf(nextOrder())));
        expect(last?.error).toBeNull();
        // The last kill left somebody behind, and the run said so.
        expect(last?.caughtUp.length).toBeGreaterThan(0);
        for (const store of stores) {
          expect(await store.history()).toEqual(chain);
          expect(await executedTwice(store)).toEqual([]);
          // The claim of a killed process stays until somebody needs it.
          const left = await store.query("SELECT key FROM schema_migrations_state WHERE key <> 'claim'");
          expect(left).toEqual([]);
        }
      },
      240_000,
    );
  },
);

function executedTwice(store: TestStore): Promise<readonly unknown[]> {
  return store.query('SELECT migration FROM executions GROUP BY migration HAVING count(*) > 1');
}
