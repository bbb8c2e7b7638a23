import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import {
  compareSchemas,
  createMigrator,
  drift,
  introspect,
  loadModule,
  openDatabase,
  parity,
  parityOfDatabases,
} from '../../src/index.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { pair, project } from '../cli/scenarios/project.ts';

/** What the public entry gives, as an application uses it. */
test('a module: its parity, and that of two databases that it was migrated on', async () => {
  const { folder } = await project(
    pair('V1__users', 'CREATE TABLE users (id text NOT NULL PRIMARY KEY, name text NOT NULL);\n'),
  );
  const migrations = { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' };
  const module = await loadModule({ name: 'app', migrations }, folder);
  const scratch = inject('postgresUrl');
  const { url, drop } = await createPostgresDatabase();
  const postgres = await openDatabase(url);
  const sqlite = await openDatabase(`sqlite:${join(tempFolder(), 'app.db')}`);
  onTestFinished(async () => {
    await postgres[Symbol.asyncDispose]();
    await sqlite[Symbol.asyncDispose]();
    await drop();
  });
  const databases = [postgres, sqlite];
  await createMigrator({ databases, modules: [module] }).migrate();

  expect(await parity({ modules: [module], scratch })).toMatchObject({ verdict: 'parity' });
  expect(await parityOfDatabases({ postgres, sqlite, modules: [module] })).toMatchObject({
    verdict: 'parity',
  });
  expect(await parityOfDatabases({ postgres, sqlite })).toMatchObject({ verdict: 'parity' });
  expect(await drift({ databases, modules: [module], scratch })).toMatchObject({ verdict: 'same' });

  const histories = { histories: ['schema_migrations'] };
  const [one, other] = [await introspect(postgres, histories), await introspect(sqlite, histories)];
  expect([one, other].map(({ tables }) => tables.map(({ name }) => name))).toEqual([['users'], ['users']]);
  const { differences } = await compareSchemas(one, { ...other, tables: [] });
  expect(differences.map(({ id }) => id)).toEqual(['table:sqlite:users']);
});
