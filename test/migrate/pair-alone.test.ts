import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { TestStore } from '../stores/test-store.ts';
import { failureOf, type Steps, useMigrate } from './fixture.ts';

const here = useMigrate();

/** The step outside a transaction stands on PostgreSQL; its other side is one on a SQLite file. */
describe('a step outside a transaction begins only when the other side’s trial has succeeded', () => {
  const before: Steps = { V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);' };
  const steps: Steps = {
    ...before,
    V2__index: {
      postgres: '-- lockstep: transaction=none\nCREATE INDEX CONCURRENTLY a_idx ON a (id);',
      sqlite: 'CREATE INDEX a_idx ON a (id);',
    },
  };

  async function stores(): Promise<{ file: TestStore; postgres: TestStore; urls: readonly string[] }> {
    const file = await here.file();
    const postgres = await here.postgres();
    const urls = [file.urls[0]!, postgres.urls[0]!];
    await (await here.migrator(before, urls)).migrate();
    here.events.length = 0;
    return { file, postgres, urls };
  }
  function connect({ urls }: TestStore): Database.Database {
    const connection = new Database(urls[0]!.replace(/^sqlite:/, ''));
    onTestFinished(() => void connection.close());
    return connection;
  }
  /** What the step leaves on PostgreSQL as soon as it begins: its intent, then its index. */
  const tracesOf = (postgres: TestStore): Promise<readonly unknown[]> =>
    postgres.query(
      "SELECT key AS trace FROM schema_migrations_state UNION ALL SELECT relname FROM pg_class WHERE relname = 'a_idx'",
    );
  const told = (): readonly string[] =>
    here.events
      .map(({ type }) => type)
      .filter((type) =>
        ['lock-waiting', 'history-moved', 'statement-started', 'migration-applied'].includes(type),
      );
  const untilItWaits = (): Promise<void> =>
    vi.waitFor(() => expect(told()).toContain('lock-waiting'), { timeout: 10_000 });

  test('not while the file is locked', async () => {
    const { file, postgres, urls } = await stores();
    const writer = connect(file);
    writer.exec('BEGIN IMMEDIATE');
    const running = (await here.migrator(steps, urls)).migrate();
    await untilItWaits();
    expect(told()).toEqual(['lock-waiting']);
    expect(await tracesOf(postgres)).toEqual([]);
    writer.exec('COMMIT');
    await running;
    expect(told()).toEqual(['lock-waiting', 'statement-started', 'migration-applied', 'migration-applied']);
    for (const store of [file, postgres]) expect(await store.history()).toEqual(['V1__a', 'V2__index']);
  });

  test('not with what the trial found before the wait', async () => {
    const { file, postgres, urls } = await stores();
    const writer = connect(file);
    writer.exec('BEGIN IMMEDIATE; CREATE INDEX a_idx ON a (id);');
    const running = failureOf((await here.migrator(steps, urls)).migrate());
    await untilItWaits();
    writer.exec('COMMIT');
    const error = await running;
    expect([error.code, error.details['database']]).toEqual(['MIGRATION_FAILED', 'db0']);
    expect(await tracesOf(postgres)).toEqual([]);
  });

  test('not while the file stays locked for longer than the lock timeout', async () => {
    const { file, postgres, urls } = await stores();
    connect(file).exec('BEGIN IMMEDIATE');
    const error = await failureOf((await here.migrator(steps, urls, { lockTimeoutMs: 300 })).migrate());
    expect(error.code).toBe('LOCK_TIMEOUT');
    expect(await tracesOf(postgres)).toEqual([]);
    expect(await postgres.history()).toEqual(['V1__a']);
  });

  test('not where the file’s history has moved since the plan', async () => {
    const { file, postgres, urls } = await stores();
    const writer = connect(file);
    const migrator = await here.migrator(steps, urls, {
      onEvent(event) {
        here.events.push(event);
        // A later release comes in between: this one may not write at all.
        if (event.type === 'planned')
          writer.exec(`INSERT OR IGNORE INTO schema_migrations
            (migration_name, category, checksum, applied_at, applied_by, duration_ms)
            SELECT 'V9__later', category, checksum, applied_at, applied_by, 0 FROM schema_migrations`);
      },
    });
    expect((await failureOf(migrator.migrate())).code).toBe('DATABASE_NEWER');
    expect(told()).toEqual(['history-moved', 'history-moved']);
    expect(await tracesOf(postgres)).toEqual([]);
    expect(await file.catalog()).toHaveLength(1);
  });
});
