import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Migration } from '../../src/core/migration.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { sqldMissing } from '../servers/sqld.ts';
import { freshPostgresStore } from '../stores/postgres-store.ts';
import { freshFileStore, freshSqldStore } from '../stores/sqlite-store.ts';
import type { TestStore } from '../stores/test-store.ts';
import { folder, gateway, installTask } from './reference-run.ts';
import { runWorker } from './run-worker.ts';
import { untilAlone } from './subjects.ts';

interface Member {
  readonly fresh: () => Promise<TestStore | null>;
  /** The place in the order of commits: remote libsql, PostgreSQL, local SQLite. */
  readonly commits: number;
}

const file: Member = { fresh: () => freshFileStore('sqlite', true), commits: 3 };
const libsqlFile: Member = { fresh: () => freshFileStore('file', false), commits: 3 };
const postgres: Member = { fresh: freshPostgresStore, commits: 2 };
const server: Member = { fresh: freshSqldStore, commits: 1 };

/** The databases of a run as they are configured: the order of commits does not depend on it. */
const runs: readonly {
  readonly name: string;
  readonly members: readonly Member[];
  readonly missing: () => string | null;
}[] = [
  { name: 'a file and PostgreSQL', members: [file, postgres], missing: () => null },
  { name: 'PostgreSQL and a rollback-journal file', members: [postgres, libsqlFile], missing: () => null },
  { name: 'PostgreSQL, a libsql server and a file', members: [postgres, server, file], missing: sqldMissing },
];

describe.each(runs)(
  'a pair run over $name, killed between two commits of every step',
  ({ members, missing }) => {
    const reason = missing();
    let stores: readonly TestStore[] = [];
    let migrations: readonly Migration[] = [];
    /** What runs outside a transaction on PostgreSQL runs to its end first. */
    const orderOf = ({ scripts }: Migration): readonly number[] => {
      const place = (index: number): number =>
        members[index] === postgres && scripts.postgres?.transaction === 'none' ? 0 : members[index]!.commits;
      return members.map((_, index) => index).sort((a, b) => place(a) - place(b));
    };

    beforeAll(async () => {
      if (reason !== null) return;
      stores = (await Promise.all(members.map(({ fresh }) => fresh()))).map((store) => store!);
      migrations = (await loadModule(gateway, folder)).chain;
    });
    afterAll(async () => {
      for (const store of stores) await store.drop();
    });

    test.skipIf(reason !== null)(
      `one database is behind by one step, never more, and the next run brings it up first${reason === null ? '' : ` (${reason})`}`,
      async () => {
        const urls = stores.map(({ urls: [url = ''] }) => url);
        const postgresStore = stores[members.indexOf(postgres)]!;
        const chain = migrations.map(({ name }) => name);
        for (const [step, migration] of migrations.entries()) {
          const order = orderOf(migration);
          // After each commit but the last one: then nothing would be behind.
          for (const killed of order.slice(0, -1)) {
            const ahead = order.slice(0, order.indexOf(killed) + 1);
            if ((await stores[killed]!.history()).includes(migration.name)) continue;
            const killAt = { type: 'migration-applied', migration: migration.name, database: `db${killed}` };
            expect(await runWorker(installTask(urls, { killAt }))).toBeNull();
            await untilAlone(postgresStore);
            const histories = await Promise.all(stores.map((store) => store.history()));
            const expected = members.map((_, index) =>
              chain.slice(0, ahead.includes(index) ? step + 1 : step),
            );
            expect(histories).toEqual(expected);
          }
        }
        const last = await runWorker(installTask(urls));
        expect(last?.error).toBeNull();
        // The last kill left somebody behind, and the run said so.
        expect(last?.caughtUp.length).toBeGreaterThan(0);
        for (const store of stores) {
          expect(await store.history()).toEqual(chain);
          // The claim of a killed process stays until somebody needs it.
          expect(await store.query("SELECT key FROM schema_migrations_state WHERE key <> 'claim'")).toEqual(
            [],
          );
        }
      },
      240_000,
    );
  },
);
