import { expect, test } from 'vitest';
import { LockstepError } from '../../src/core/errors.ts';
import { rehearse } from '../../src/rehearse/rehearse.ts';
import { factsOf, loadSteps, type Steps, type RehearseFixture } from './rehearse-fixture.ts';

/** Scripts that fail, and rehearsals that begin with an earlier release. */
export function describeFailures(rehearsal: RehearseFixture): void {
  test('a script that fails only when rows exist is found, with its place, and ends the rehearsal of its module', async () => {
    const steps = {
      V1__a: 'CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);',
      V2__b: {
        postgres: '-- A column for the name.\nALTER TABLE a ADD COLUMN name text NOT NULL;',
        sqlite: "ALTER TABLE a ADD COLUMN name TEXT NOT NULL DEFAULT '';",
      },
      V3__c: 'CREATE TABLE c (id INTEGER NOT NULL PRIMARY KEY);',
    };
    const report = await rehearsal.run(steps);
    expect(report.modules[0]?.findings).toEqual([
      expect.objectContaining({
        kind: 'failed',
        step: 'V2',
        engine: 'postgres',
        line: 2,
        file: expect.stringContaining('V2__b.sql'),
        message: expect.stringContaining('column "name" of relation "a" contains null values'),
      }),
    ]);
    expect(report.modules[0]?.steps.map(({ step }) => step)).toEqual(['V1', 'V2']);
  });

  test('its twin, which gives old rows a value, passes', async () => {
    const add = "ALTER TABLE a ADD COLUMN name TEXT NOT NULL DEFAULT '';";
    expect(
      factsOf(
        await rehearsal.run({ V1__a: 'CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);', V2__b: add }),
      ),
    ).toEqual([]);
  });

  test('a type that some values do not fit into fails on PostgreSQL and not on SQLite', async () => {
    const steps = {
      V1__a: 'CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, n BIGINT);',
      V2__b: {
        postgres: 'ALTER TABLE a ALTER COLUMN n TYPE integer;',
        sqlite: '-- lockstep: no-op="SQLite has one integer"\n',
      },
    };
    expect(factsOf(await rehearsal.run(steps))).toEqual(['V2 postgres failed 1']);
  });

  test('a UNIQUE that old rows break fails on both engines', async () => {
    const steps = {
      V1__a: 'CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, flag BOOLEAN NOT NULL);',
      V2__b: 'CREATE UNIQUE INDEX a_flag ON a (flag);',
    };
    expect(factsOf(await rehearsal.run(steps))).toEqual(['V2 postgres failed 1', 'V2 sqlite failed 1']);
  });

  test('a script that fails on empty tables too is no finding but an error', async () => {
    const steps = { V1__a: 'CREATE TABLE a (id INTEGER);', V2__b: 'DROP TABLE b;' };
    const error: unknown = await rehearsal.run(steps).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LockstepError);
    expect(error).toMatchObject({ code: 'MIGRATION_FAILED', details: { migration: 'V2__b' } });
  });

  /** Two files of the release before, one more today, and a seed for the version that was there. */
  const earlier: Steps = {
    V1__a: 'CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, word TEXT);',
    V2__b:
      'CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES a (id) ON DELETE CASCADE);',
  };

  test('from an earlier release: its databases get rows, and only what is new is applied and accounted for', async () => {
    const today = { ...earlier, V3__c: 'DELETE FROM a;', V4__d: 'ALTER TABLE b ADD COLUMN word TEXT;' };
    const report = await rehearse({
      modules: [{ module: await loadSteps(today), from: await loadSteps(earlier) }],
      servers: rehearsal.servers(),
      rows: 5,
    });
    expect(report.modules[0]?.steps.map(({ step, rows }) => [step, rows.postgres])).toEqual([
      ['V3', 10],
      ['V4', 10],
    ]);
    expect(factsOf(report)).toEqual(['V3 postgres rows-lost b 5', 'V3 sqlite rows-lost b 5']);
    expect(report.modules[0]?.findings[0]).toMatchObject({
      line: 1,
      message: '5 rows of b are gone: ON DELETE CASCADE fired when rows of a went',
      hint: expect.stringContaining('-- lockstep: changes=b "reason"'),
    });
  });

  test('from an earlier release whose file was edited since: the error of the history', async () => {
    const edited = {
      ...earlier,
      V2__b: 'CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY);',
      V3__c: 'DELETE FROM a;',
    };
    const modules = [{ module: await loadSteps(edited), from: await loadSteps(earlier) }];
    await expect(rehearse({ modules, servers: rehearsal.servers() })).rejects.toMatchObject({
      code: 'CHECKSUM_MISMATCH',
    });
  });

  test('an upgrade that ends in another schema than an installation is told, per engine', async () => {
    const steps = {
      V1__items: 'CREATE TABLE items (id integer PRIMARY KEY NOT NULL, body text);',
      V2__rebuilt: `CREATE TABLE rebuilt (id integer PRIMARY KEY NOT NULL, body text);
INSERT INTO rebuilt SELECT id, body FROM items; DROP TABLE items; ALTER TABLE rebuilt RENAME TO items;`,
    };
    // Added with an early place: an installation runs it before the rebuild, which loses its index.
    const late = {
      S001__index: '-- lockstep: after=V1\nCREATE INDEX items_body ON items (body);',
    };
    const from = await loadSteps(steps);
    const facts = factsOf(await rehearsal.run({ ...steps, ...late }, { from }));
    expect(facts).toEqual(['V2 postgres schema-differs items 1', 'V2 sqlite schema-differs items 1']);
    expect(factsOf(await rehearsal.run(steps, { from }))).toEqual([]);
  });

  test('a squashed baseline ends where the versions that it replaces do, or is told', async () => {
    const table = 'CREATE TABLE items (id integer PRIMARY KEY NOT NULL, body text);';
    const index = 'CREATE INDEX items_body ON items (body);';
    const from = await loadSteps({ V1__items: table, V2__index: index });
    const squash = '-- lockstep: replaces=V1..V2\n';
    const next = { V3__more: 'CREATE TABLE more (id integer PRIMARY KEY NOT NULL);' };
    const whole = { V2__squashed: `${squash}${table} ${index}`, ...next };
    expect(factsOf(await rehearsal.run(whole, { from }))).toEqual([]);
    const lost = { V2__squashed: `${squash}${table}`, ...next };
    expect(factsOf(await rehearsal.run(lost, { from }))).toEqual([
      'V3 postgres schema-differs items 1',
      'V3 sqlite schema-differs items 1',
    ]);
  });
}
