// https://salsita.github.io/node-pg-migrate/api: runner() with its defaults (one transaction for all, advisory lock).

/** @param {{ url: string, files: string }} target */
export async function load({ url, files }) {
  const { runner } = await import('node-pg-migrate');
  return async () => {
    await runner({
      databaseUrl: url,
      dir: files,
      migrationsTable: 'pgmigrations',
      direction: 'up',
      log: () => undefined,
    });
  };
}
