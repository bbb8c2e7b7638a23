import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Engine, engines } from '../../src/core/engine.ts';
import type { ModuleConfig } from '../../src/modules/config.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { rowsToKeep } from './rows-to-keep.ts';

const migrations = join(import.meta.dirname, '..', '..', 'migrations');

export const gateway: ModuleConfig = {
  name: 'gateway',
  migrations: { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' },
  baseline: { version: 17, policy: 'reset' },
};

/** No key, so that a script that has run twice has left two rows. */
const tallyTable = `CREATE TABLE executions (migration text NOT NULL);\n`;

/** `slow`: each script keeps the lock for some milliseconds, so that its holder can be caught. */
export type Pace = 'quick' | 'slow';

const pauses: Readonly<Record<Engine, string>> = {
  postgres: `SELECT pg_sleep(0.1);\n`,
  sqlite: `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT count(*) FROM n;\n`,
};

const folders = new Map<Pace, string>();

/**
 * Returns the folder of the chain that is killed: the reference store's migrations (an install; rebuilds with children
 * V19, V22, V24; the index V20 outside a transaction; the data step DM001, the release step V24, the seed S001), a seed
 * S002 with rows for all of them, and in each script that runs in a transaction a line that counts its executions.
 */
export function killChain(pace: Pace): string {
  const folder = folders.get(pace) ?? writeChain(pace);
  folders.set(pace, folder);
  return folder;
}

function writeChain(pace: Pace): string {
  const folder = tempFolder();
  for (const engine of engines) {
    const source = join(migrations, engine);
    const target = join(folder, 'migrations', engine);
    mkdirSync(target, { recursive: true });
    const shipped = readdirSync(source).map((file) => ({
      file,
      text: readFileSync(join(source, file), 'utf8'),
    }));
    for (const { file, text } of [...shipped, { file: 'S002__rows_to_keep.sql', text: rowsToKeep(engine) }]) {
      const isAlone = /^-- lockstep: (transaction=none|no-op=)/m.test(text);
      const more = isAlone ? '' : tally(file) + (pace === 'slow' ? pauses[engine] : '');
      writeFileSync(join(target, file), `${text}${more}`);
    }
  }
  return folder;
}

function tally(file: string): string {
  const id = file.split('__')[0] ?? '';
  return `${id === 'V17' ? tallyTable : ''}INSERT INTO executions (migration) VALUES ('${id}');\n`;
}
