import { expect, test } from 'vitest';
import { loadModule } from '../../src/files/load-module.ts';
import { rehearse } from '../../src/rehearse/rehearse.ts';
import { moduleFolder } from '../files/module-folder.ts';
import { factOf, type RehearseFixture } from './rehearse-fixture.ts';

/** Several modules on the same databases. */
export function describeModules(rehearsal: RehearseFixture): void {
  test('modules share the databases, each with its schema and history; one may exist on one engine alone', async () => {
    const folder = moduleFolder({
      'first/postgres/V1__a.sql':
        'CREATE TABLE users (id integer PRIMARY KEY); CREATE TABLE "Notes" (id integer PRIMARY KEY, "User" integer REFERENCES users (id) ON DELETE CASCADE);',
      'first/sqlite/V1__a.sql':
        'CREATE TABLE Users (id INTEGER NOT NULL PRIMARY KEY); CREATE TABLE notes (id INTEGER NOT NULL PRIMARY KEY, user INTEGER REFERENCES users (id) ON DELETE CASCADE);',
      'second/postgres/V1__b.sql':
        'CREATE TABLE jobs (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES public.users (id));',
      'second/sqlite/V1__b.sql':
        'CREATE TABLE jobs (id INTEGER NOT NULL PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id));',
      'second/postgres/V2__c.sql':
        'ALTER TABLE jobs ADD COLUMN n integer DEFAULT 3; DELETE FROM public."Notes";',
      'second/sqlite/V2__c.sql': 'ALTER TABLE jobs ADD COLUMN n INTEGER DEFAULT 3; DELETE FROM notes;',
      'third/sqlite/V1__d.sql':
        'CREATE TABLE cache (id INTEGER NOT NULL PRIMARY KEY, job_id INTEGER REFERENCES jobs (id) ON DELETE CASCADE);',
      'third/sqlite/V2__e.sql': 'DELETE FROM jobs;',
    });
    const configs = [
      { name: 'first', migrations: { postgres: 'first/postgres', sqlite: 'first/sqlite' } },
      {
        name: 'second',
        migrations: { postgres: 'second/postgres', sqlite: 'second/sqlite' },
        schema: 'work',
        history: 'work_migrations',
      },
      { name: 'third', migrations: { postgres: null, sqlite: 'third/sqlite' }, history: 'cache_migrations' },
    ];
    const modules = [];
    for (const config of configs) modules.push({ module: await loadModule(config, folder) });
    const report = await rehearse({ modules, servers: rehearsal.servers(), rows: 4 });
    expect(report.modules.flatMap(({ notCovered }) => notCovered)).toEqual([]);
    expect(report.modules.map(({ findings }) => findings.map(factOf))).toEqual([
      [],
      [],
      ['V2 sqlite rows-lost cache 3'],
    ]);
    expect(report.modules.map(({ steps }) => steps.map(({ rows }) => rows))).toEqual([
      [{ postgres: 0, sqlite: 0 }],
      [
        { postgres: 8, sqlite: 8 },
        { postgres: 12, sqlite: 12 },
      ],
      [
        { postgres: null, sqlite: 12 },
        { postgres: null, sqlite: 16 },
      ],
    ]);
  });
}
