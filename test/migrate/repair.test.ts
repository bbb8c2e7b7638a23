import { describe, expect, test } from 'vitest';
import type { Migrator } from '../../src/migrate/migrator.ts';
import type { TestStore } from '../stores/test-store.ts';
import { failureOf, outcomesOf, type Steps, useMigrate } from './fixture.ts';
import { callable, calling, cutInCall } from './half-done.ts';

const here = useMigrate();

/** What an operator does with a step that stopped in a statement whose end nobody saw. */
describe('a half-done step', () => {
  const steps: Steps = {
    V1__t: { postgres: callable, sqlite: 'SELECT 1;' },
    V2__call: { postgres: calling, sqlite: 'SELECT 1;' },
    V3__after: 'CREATE TABLE after_it (i INTEGER);',
  };

  async function halfDone(more: Steps = {}): Promise<{ migrator: Migrator; postgres: TestStore }> {
    const postgres = await here.postgres();
    const migrator = await here.migrator({ ...steps, ...more }, postgres.urls, { actor: 'operator' });
    await migrator.migrate({ to: 'V1' });
    const error = await cutInCall(postgres, () => failureOf(migrator.migrate()));
    expect(error.code).toBe('MIGRATION_FAILED');
    return { migrator, postgres };
  }
  const calls = async (postgres: TestStore): Promise<number> =>
    (await postgres.query('SELECT i FROM t')).length;
  const noteOf = async (postgres: TestStore): Promise<unknown> =>
    (await postgres.query("SELECT note FROM schema_migrations WHERE migration_name = 'V2__call'"))[0]?.[
      'note'
    ];

  test('stops every run, and is shown with its statement and line', async () => {
    const { migrator, postgres } = await halfDone();
    const status = await migrator.status();
    expect(status.databases[0]?.modules[0]).toMatchObject({
      current: 1,
      problem: { code: 'HALF_DONE', details: { migration: 'V2__call', line: 3, statement: 'CALL p()' } },
    });
    expect((await failureOf(migrator.migrate())).code).toBe('HALF_DONE');
    expect(await migrator.repairs()).toMatchObject([
      {
        database: 'db0',
        module: 'app',
        migration: 'V2__call',
        code: 'HALF_DONE',
        finding: expect.stringMatching(
          /^statement 2 \(.*V2__call.sql:3\) was in flight and its outcome cannot be known: CALL p\(\)$/,
        ),
      },
    ]);
    expect(await postgres.history()).toEqual(['V1__t']);
    expect(await calls(postgres)).toBe(0);
  });

  test('resumed, the statement in flight runs again', async () => {
    const { migrator, postgres } = await halfDone();
    const report = await migrator.repair({ kind: 'resume' });
    expect(report.databases[0]?.modules[0]).toMatchObject({
      problem: null,
      migrations: [{ state: 'applied' }, { name: 'V2__call', state: 'started' }, { state: 'pending' }],
    });
    expect(await migrator.repairs()).toEqual([]);
    expect(outcomesOf(await migrator.migrate())).toEqual([
      ['V1__t already-applied', 'V2__call applied', 'V3__after applied'],
    ]);
    expect(await calls(postgres)).toBe(1);
    expect(await noteOf(postgres)).toBeNull();
  });

  test('marked as done, the next run goes on behind the statement, and the row says who said so', async () => {
    const { migrator, postgres } = await halfDone();
    const report = await migrator.repair({ kind: 'mark-done' });
    expect(report.databases[0]?.modules[0]).toMatchObject({
      problem: null,
      migrations: [{ state: 'applied' }, { name: 'V2__call', state: 'started' }, { state: 'pending' }],
    });
    here.events.length = 0;
    await migrator.migrate();
    expect(
      here.events.flatMap((event) => (event.type === 'statement-started' ? event.statement : [])),
    ).toEqual([2]);
    expect(await postgres.history()).toEqual(['V1__t', 'V2__call', 'V3__after']);
    expect(await calls(postgres)).toBe(0);
    expect(await noteOf(postgres)).toEqual({
      markedDone: { by: 'operator', at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
    });
  });

  test('marked as done at its last statement, the step is applied', async () => {
    const last = calling.slice(0, calling.indexOf('VACUUM slow'));
    const { migrator, postgres } = await halfDone({ V2__call: { postgres: last, sqlite: 'SELECT 1;' } });
    const report = await migrator.repair({ kind: 'mark-done' });
    expect(report.databases[0]?.modules[0]?.migrations[1]).toMatchObject({
      state: 'applied',
      appliedBy: 'operator',
    });
    expect(await noteOf(postgres)).toMatchObject({ markedDone: { by: 'operator' } });
    await migrator.migrate();
    expect(await calls(postgres)).toBe(0);
  });

  test('a repair of what is not half done is refused', async () => {
    const postgres = await here.postgres();
    const migrator = await here.migrator(steps, postgres.urls);
    await migrator.migrate();
    for (const kind of ['resume', 'mark-done'] as const)
      expect((await failureOf(migrator.repair({ kind }))).code).toBe('USAGE');
  });
});

describe('an accepted edit', () => {
  const table = 'CREATE TABLE a (id INTEGER PRIMARY KEY);';
  const first: Steps = { V1__a: table, V2__b: 'CREATE TABLE b (id INTEGER);' };
  const edited: Steps = { ...first, V1__a: { postgres: table, sqlite: `${table} -- a comment` } };
  const twice: Steps = { ...first, V1__a: `${table} -- another` };
  const rowsOf = (store: TestStore): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    store.query('SELECT * FROM schema_migrations ORDER BY revision');
  type Note = { readonly accepted: readonly Readonly<Record<string, unknown>>[] };
  const noteOf = (note: unknown): Note => (typeof note === 'string' ? JSON.parse(note) : note) as Note;

  test('records both checksums, the reason, who and when; no other row is touched, on no engine', async () => {
    const file = await here.file();
    const postgres = await here.postgres();
    const urls = [file.urls[0]!, postgres.urls[0]!];
    await (await here.migrator(first, urls)).migrate();
    const [fileBefore, postgresBefore] = [await rowsOf(file), await rowsOf(postgres)];
    const migrator = await here.migrator(edited, urls, { actor: 'reviewer' });
    const [proposal] = await migrator.repairs();
    const { recorded, found } = proposal?.details ?? {};
    const before = new Date().toISOString();
    await migrator.repair({ kind: 'accept', step: 'V1', reason: 'a comment' });
    const [row, ...others] = await rowsOf(file);
    const note = noteOf(row?.['note']);
    expect(note).toEqual({
      accepted: [
        { from: recorded, to: found, reason: 'a comment', by: 'reviewer', at: expect.stringMatching(/Z$/) },
      ],
    });
    expect(recorded).toBe(fileBefore[0]?.['checksum']);
    expect(String(note.accepted[0]?.['at']) >= before).toBe(true);
    expect(row).toEqual({ ...fileBefore[0], checksum: found, note: row?.['note'] });
    expect(others).toEqual(fileBefore.slice(1));
    expect(await rowsOf(postgres)).toEqual(postgresBefore);
  });

  test('on the database that was named, and on no other; a second edit is recorded behind the first', async () => {
    const file = await here.file();
    const postgres = await here.postgres();
    const urls = [file.urls[0]!, postgres.urls[0]!];
    await (await here.migrator(first, urls)).migrate();
    await (await here.migrator(edited, urls)).repair({ kind: 'accept', step: 'V1', reason: 'one' });
    const fileBefore = await rowsOf(file);
    await (await here.migrator(twice, [urls[1]!])).repair({ kind: 'accept', step: 'v1', reason: 'two' });
    expect(await rowsOf(file)).toEqual(fileBefore);
    const both = await here.migrator(twice, urls);
    expect((await both.repairs()).map(({ database }) => database)).toEqual(['db0']);
    await both.repair({ kind: 'accept', step: 'V1', reason: 'three' });
    await both.verify();
    const reasons = async (store: TestStore): Promise<unknown> =>
      noteOf((await rowsOf(store))[0]?.['note']).accepted.map(({ reason }) => reason);
    expect([await reasons(file), await reasons(postgres)]).toEqual([['one', 'three'], ['two']]);
  });
});
