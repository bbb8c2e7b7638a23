const config = `import { defineConfig } from 'lockstep';

export default defineConfig({
  modules: [
    {
      name: 'app',
      migrations: { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' },
      parity: 'migrations/parity.json',
    },
  ],
  databases: {
    local: 'sqlite:.data/app.db',
    production: 'env:POSTGRES_URL',
  },
  default: ['local'],
});
`;

const postgres = `-- The first table: rewrite both scripts before the first release, then never again.
-- On SQLite the time is text in UTC.
CREATE TABLE notes (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX notes_created_at ON notes (created_at);
`;

const sqlite = `-- The first table: rewrite both scripts before the first release, then never again.
-- NOT NULL is said of the primary key: SQLite would take NULL there, PostgreSQL would not.
CREATE TABLE notes (
  id TEXT PRIMARY KEY NOT NULL,
  body TEXT NOT NULL,
  created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX notes_created_at ON notes (created_at);
`;

/** What git should not see: the local database, and the embedded servers. */
export const ignored: readonly string[] = ['.data/', '.lockstep/'];

/** Written where the project has none. */
export const gitIgnore: { readonly path: string; readonly text: string } = {
  path: '.gitignore',
  text: `${ignored.join('\n')}\n`,
};

/** What `init` writes, by path from the project's folder. */
export const firstProject: readonly { readonly path: string; readonly text: string }[] = [
  { path: 'lockstep.config.ts', text: config },
  { path: 'migrations/postgres/V1__create_notes.sql', text: postgres },
  { path: 'migrations/sqlite/V1__create_notes.sql', text: sqlite },
];
