import { expect, test } from 'vitest';
import { failureOf, type Steps, useMigrate } from './fixture.ts';

const here = useMigrate();

const steps: Steps = {
  V1__a: 'CREATE TABLE a (id INTEGER);',
  V2__b: {
    postgres: 'CREATE TABLE b (id INTEGER);',
    sqlite: 'CREATE TABLE b (id INTEGER);\nPRAGMA journal_mode = DELETE;',
  },
};

test('what is forbidden in the SQLite script stops a run on PostgreSQL alone, before it writes', async () => {
  const postgres = await here.postgres();
  const migrator = await here.migrator(steps, postgres.urls);
  for (const run of [() => migrator.plan(), () => migrator.migrate()]) {
    const error = await failureOf(run());
    expect([error.code, error.exitCode]).toEqual(['FORBIDDEN_STATEMENT', 4]);
    expect(error.details).toMatchObject({
      migration: 'V2__b',
      file: expect.stringMatching(/sqlite\/V2__b\.sql$/),
      line: 2,
      column: 1,
    });
  }
  expect(
    await postgres.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
  ).toEqual([]);
});
