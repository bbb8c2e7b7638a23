// Lockstep as docs/api.md shows it, from a copy of dist/ that the harness made: `library` is that copy's folder.
import { pathToFileURL } from 'node:url';

/** @typedef {{ engine: 'sqlite' | 'postgres', url: string, files: string, library: string }} Target */

/** @param {Target} target */
export async function load({ engine, url, files, library }) {
  const { createMigrator, loadModule, openDatabase } = await import(
    pathToFileURL(`${library}/dist/index.js`).href
  );
  // The application has its driver loaded already; no participant's import of it is timed as a start.
  const { loadPackage } = await import(pathToFileURL(`${library}/load-package.mjs`).href);
  await loadPackage(engine === 'sqlite' ? 'better-sqlite3' : 'pg');
  return async () => {
    const migrations = { postgres: `${files}/postgres`, sqlite: `${files}/sqlite` };
    const module = await loadModule({ name: 'bench', migrations }, files, { engines: [engine] });
    const database = await openDatabase(engine === 'sqlite' ? `sqlite:${url}` : url);
    try {
      await createMigrator({ databases: [database], modules: [module] }).migrate();
    } finally {
      await database[Symbol.asyncDispose]();
    }
  };
}
