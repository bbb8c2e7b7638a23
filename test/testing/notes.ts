import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModuleConfig } from '../../src/modules/config.ts';
import { tempFolder } from '../servers/temp-folder.ts';

/** A small store of notes on both engines. */
export const notes = {
  postgres: `CREATE TABLE notes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  body text NOT NULL CHECK (body <> ''),
  is_pinned boolean NOT NULL DEFAULT false
);
CREATE INDEX notes_pinned_idx ON notes (is_pinned);
`,
  sqlite: `CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  body TEXT NOT NULL CHECK (body <> ''),
  is_pinned INTEGER NOT NULL DEFAULT 0 CHECK (is_pinned IN (0, 1))
);
CREATE INDEX notes_pinned_idx ON notes (is_pinned);
`,
};

/** Writes one version into a new folder; returns the module and its folder. */
export function writeNotes(scripts: { readonly postgres: string; readonly sqlite: string } = notes): {
  readonly folder: string;
  readonly module: ModuleConfig;
} {
  const folder = tempFolder();
  for (const engine of ['postgres', 'sqlite'] as const) {
    mkdirSync(join(folder, engine));
    writeFileSync(join(folder, engine, 'V1__notes.sql'), scripts[engine]);
  }
  const module: ModuleConfig = {
    name: 'notes',
    migrations: { postgres: 'postgres', sqlite: 'sqlite' },
    parity: 'parity.json',
  };
  return { folder, module };
}
