import { describe, test } from 'vitest';
import { createPostgresDatabase } from '../../servers/postgres.ts';
import { chain, config, pair, project, type Project } from './project.ts';

/** One SQLite file and one PostgreSQL database, both empty. */
async function both(files: Readonly<Record<string, string>>): Promise<Project> {
  const { url } = await createPostgresDatabase();
  return project({ ...config({ local: 'sqlite:local.db', production: url }), ...files });
}

const on = '--database local --database production';

describe('two engines in one run', () => {
  test('migrate, then status side by side', async ({ expect }) => {
    const here = await both(chain);
    expect(await here.run(`migrate ${on}`)).toMatchInlineSnapshot();
    expect(await here.run(`status ${on}`)).toMatchInlineSnapshot();
  });

  test('one that lags behind is seen at a glance, and catches up', async ({ expect }) => {
    const here = await both(chain);
    await here.run('migrate --database local');
    await here.run('migrate --database production --to V1');
    expect(await here.run(`status ${on}`)).toMatchInlineSnapshot();
    expect(await here.run(`migrate ${on}`)).toMatchInlineSnapshot();
  });

  test('a script that fails on one engine is kept on none', async ({ expect }) => {
    const here = await both({
      ...chain,
      ...pair('V3__notes', 'CREATE TABLE notes (id TEXT PRIMARY KEY);\n'),
      'migrations/postgres/V3__notes.sql':
        'CREATE TABLE notes (\n  id TEXT PRIMARY KEY,\n  at TIMESTAMPZ\n);\n',
    });
    expect(await here.run(`migrate ${on}`)).toMatchInlineSnapshot();
    expect(await here.run(`status ${on}`)).toMatchInlineSnapshot();
  });
});
