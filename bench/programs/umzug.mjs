// https://github.com/sequelize/umzug: the raw-SQL example (examples/3.raw-sql): a glob of .sql files, a resolver that
// hands each to the client, and a storage that keeps the names in a table; here over the bare drivers.
import fs from 'node:fs';

/** @param {{ engine: string, url: string, files: string }} target */
export async function load({ engine, url, files }) {
  const { Umzug } = await import('umzug');
  const open = await opener();
  return async () => {
    const client = await open();
    const umzug = new Umzug({
      migrations: {
        glob: ['*.sql', { cwd: files }],
        resolve: ({ name, path = '' }) => ({
          name,
          up: async () => client.script(fs.readFileSync(path).toString()),
        }),
      },
      context: client,
      storage: {
        async executed() {
          await client.script('create table if not exists my_migrations_table(name text)');
          const rows = await client.query('select name from my_migrations_table', []);
          return rows.map((/** @type {{ name: string }} */ { name }) => name);
        },
        async logMigration({ name }) {
          await client.query('insert into my_migrations_table(name) values ($1)', [name]);
        },
        async unlogMigration({ name }) {
          await client.query('delete from my_migrations_table where name = $1', [name]);
        },
      },
      logger: undefined,
    });
    try {
      await umzug.up();
    } finally {
      await client.close();
    }
  };

  async function opener() {
    if (engine === 'sqlite') {
      const { default: Database } = await import('better-sqlite3');
      return async () => {
        const db = new Database(url);
        return {
          script: async (/** @type {string} */ sql) => void db.exec(sql),
          query: async (/** @type {string} */ sql, /** @type {string[]} */ values) => {
            const statement = db.prepare(sql.replace('$1', '?'));
            return statement.reader ? statement.all(values) : (statement.run(values), []);
          },
          close: async () => void db.close(),
        };
      };
    }
    const { default: pg } = await import('pg');
    return async () => {
      const db = new pg.Client({ connectionString: url });
      await db.connect();
      return {
        script: async (/** @type {string} */ sql) => void (await db.query(sql)),
        query: async (/** @type {string} */ sql, /** @type {string[]} */ values) =>
          (await db.query(sql, values)).rows,
        close: () => db.end(),
      };
    };
  }
}
