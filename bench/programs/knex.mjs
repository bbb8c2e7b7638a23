// https://knexjs.org/guide/migrations.html: knex.migrate.latest() over a folder of migration modules.

/** @param {{ engine: string, url: string, files: string }} target */
export async function load({ engine, url, files }) {
  const { default: knex } = await import('knex');
  await import(engine === 'sqlite' ? 'better-sqlite3' : 'pg');
  return async () => {
    const db = knex(
      engine === 'sqlite'
        ? { client: 'better-sqlite3', connection: { filename: url }, useNullAsDefault: true }
        : { client: 'pg', connection: url },
    );
    try {
      await db.migrate.latest({ directory: files });
    } finally {
      await db.destroy();
    }
  };
}
