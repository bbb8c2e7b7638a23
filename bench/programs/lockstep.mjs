// Lockstep as docs/api.md shows it, from a copy of dist/ that the harness made: `library` is that copy's folder.
import { pathToFileURL } from 'node:url';

/** @typedef {{ engine: 'sqlite' | 'postgres', url: string, files: string, library: string }} Target */

/** @param {Target} target */
export async function load(target) {
  const { createMigrator, loadModule } = await import(pathToFileURL(`${target.library}/dist/index.js`).href);
  // The application has its driver loaded already; the floor's import of it is not timed either.
  const { loadPackage } = await import(pathToFileURL(`${target.library}/load-package.mjs`).href);
  await loadPackage(target.engine === 'sqlite' ? 'better-sqlite3' : 'pg');
  const { openDatabase } = await import(pathToFileURL(`${target.library}/dist/index.js`).href);
  return async () => {
    const module = await loadModule({
      name: 'bench',
      migrations: { postgres: `${target.files}/postgres`, sqlite: `${target.files}/sqlite` },
    });
    const url = target.engine === 'sqlite' ? `sqlite:${target.url}` : target.url;
    const database = await openDatabase(url);
    try {
      const migrator = createMigrator({ databases: [database], modules: [module] });
      const { databases } = await migrator.migrate();
      return databases[0].modules[0].migrations.filter(
        (/** @type {{ outcome: string }} */ { outcome }) => outcome === 'applied',
      ).length;
    } finally {
      await database[Symbol.asyncDispose]();
    }
  };
}
