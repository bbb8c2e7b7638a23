// https://orm.drizzle.team/docs/migrations: migrate() of the driver's entry, with the folder that drizzle-kit writes.

/** @param {{ engine: string, url: string, files: string }} target */
export async function load({ engine, url, files }) {
  if (engine === 'sqlite') {
    const { drizzle } = await import('drizzle-orm/better-sqlite3');
    const { migrate } = await import('drizzle-orm/better-sqlite3/migrator');
    return async () => {
      const db = drizzle(url);
      migrate(db, { migrationsFolder: files });
      db.$client.close();
    };
  }
  const { drizzle } = await import('drizzle-orm/node-postgres');
  const { migrate } = await import('drizzle-orm/node-postgres/migrator');
  return async () => {
    const db = drizzle(url);
    await migrate(db, { migrationsFolder: files });
    await db.$client.end();
  };
}
