import { Client } from 'pg';
import { createMigrator } from '../../src/migrate/migrator.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { moduleConfig, moduleFolder, pair } from '../files/module-folder.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';
import { describeHistories } from './describe-histories.ts';

describeHistories(
  'postgres',
  async () => {
    const database = await createPostgresDatabase();
    // The history as the runner creates it.
    const folder = moduleFolder(pair('V1__a.sql'));
    await using migrator = createMigrator({
      databases: [parseAddress(database.url, { folder, name: 'db' })],
      modules: [await loadModule(moduleConfig, folder)],
    });
    await migrator.migrate();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('SET synchronous_commit = off; CREATE TABLE log (name TEXT)');
    return {
      url: database.url,
      times: ['infinity', '-infinity', '4713-01-01 BC', '294276-12-31'],
      async write({ rows, state }) {
        await client.query(
          'BEGIN; DELETE FROM schema_migrations; DELETE FROM schema_migrations_state; DELETE FROM log',
        );
        for (const row of rows) {
          const columns = Object.keys(row);
          await client.query(
            `INSERT INTO schema_migrations (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
            Object.values(row),
          );
        }
        for (const { key, value } of state)
          await client.query(
            'INSERT INTO schema_migrations_state (key, value, updated_at) VALUES ($1, $2, now())',
            [key, value],
          );
        await client.query('COMMIT');
      },
      logged: async () =>
        (await client.query<{ name: string }>('SELECT name FROM log')).rows.map(({ name }) => name),
      async dump() {
        const { rows } =
          await client.query(`SELECT (SELECT json_agg(h) FROM schema_migrations h)::text AS history,
          (SELECT json_agg(s) FROM schema_migrations_state s)::text AS state`);
        return JSON.stringify(rows);
      },
      async close() {
        await client.end();
        await database.drop();
      },
    };
  },
  40,
);
