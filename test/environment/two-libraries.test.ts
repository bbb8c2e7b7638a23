import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { ended, pair, type Project, project } from '../cli/scenarios/project.ts';

// One process never opens one file through both libraries (test/drivers/sqlite-files.test.ts): here each turn is a
// process of its own.
const urls = { better: 'sqlite:store.db', libsql: 'file:store.db' };

const config = JSON.stringify({
  modules: [{ name: 'app', migrations: { postgres: null, sqlite: 'migrations/sqlite' } }],
  databases: urls,
  default: ['better'],
});

/** A store in the given journal mode, and the project that migrates it. */
async function storeIn(journal: string): Promise<Project & { readonly ask: (sql: string) => unknown }> {
  const here = await project({
    'lockstep.config.json': config,
    ...pair('V1__a', 'CREATE TABLE a (id INTEGER PRIMARY KEY);\n'),
  });
  const ask = (sql: string): unknown => {
    const database = new Database(join(here.folder, 'store.db'));
    try {
      return database.prepare(sql).pluck().all();
    } finally {
      database.close();
    }
  };
  ask(`PRAGMA journal_mode = ${journal}`);
  return { ...here, ask };
}

/** Runs lockstep in a process of its own and returns exit code and JSON document. */
async function turn(
  here: Project,
  line: string,
): Promise<{ readonly code: number; readonly document: Document }> {
  const { exitCode, stdout, stderr } = await ended(here.start(`${line} --json`));
  if (stdout === '') throw new Error(stderr);
  return { code: exitCode, document: JSON.parse(stdout) as Document };
}

interface Document {
  readonly databases: readonly {
    readonly modules: readonly {
      readonly migrations: readonly {
        readonly name: string;
        readonly state: string;
        readonly outcome?: string;
      }[];
    }[];
  }[];
}

function stepsOf({ databases }: Document): readonly string[] {
  return databases.flatMap(({ modules }) =>
    modules.flatMap(({ migrations }) =>
      migrations.map(({ name, outcome, state }) => `${name} ${outcome ?? state}`),
    ),
  );
}

/** Each turn is a process: both journals in the long run. */
const journals = process.env['LOCKSTEP_TEST_MODE'] === 'crash' ? ['wal', 'delete'] : ['wal'];

test.each(journals)('better-sqlite3 and libsql take turns on one file (%s)', async (journal) => {
  const here = await storeIn(journal);
  const scripts: readonly string[] = [
    'CREATE TABLE a (id INTEGER PRIMARY KEY);',
    'CREATE TABLE child (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES a (id) ON DELETE CASCADE); INSERT INTO a VALUES (1); INSERT INTO child VALUES (1, 1);',
    '-- lockstep: foreign-keys=off\nCREATE TABLE b (id INTEGER PRIMARY KEY, said TEXT); INSERT INTO b (id) SELECT id FROM a; DROP TABLE a; ALTER TABLE b RENAME TO a;',
    "UPDATE a SET said = 'é 🦆'; CREATE INDEX a_said ON a (said);",
  ];
  const known: string[] = [];
  for (const [index, text] of scripts.entries()) {
    const name = `V${index + 1}__${'abcd'[index]}`;
    await here.write(`migrations/sqlite/${name}.sql`, `${text}\n`);
    // Each finds what the other has left: that is the test of the history.
    const migrated = await turn(here, `migrate --database ${index % 2 === 0 ? 'better' : 'libsql'}`);
    expect(stepsOf(migrated.document)).toEqual([
      ...known.map((each) => `${each} already-applied`),
      `${name} applied`,
    ]);
    known.push(name);
    expect(here.ask('PRAGMA integrity_check')).toEqual(['ok']);
  }
  const seen = await turn(here, 'verify --database better');
  expect(stepsOf(seen.document)).toEqual(known.map((each) => `${each} applied`));
  expect(here.ask('PRAGMA journal_mode')).toEqual([journal]);
  expect(here.ask(`SELECT said || ' ' || (SELECT count(*) FROM child) FROM a`)).toEqual(['é 🦆 1']);
});

test.each(journals)('starters of both libraries race on one file: each step once (%s)', async (journal) => {
  const here = await storeIn(journal);
  for (let number = 2; number <= 8; number += 1) {
    const text = `INSERT INTO a VALUES (${number}); CREATE TABLE t${number} AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i FROM n;`;
    await here.write(`migrations/sqlite/V${number}__t${number}.sql`, `${text}\n`);
  }
  const starters = ['better', 'libsql', 'better', 'libsql', 'better', 'libsql'];
  const ends = await Promise.all(starters.map((name) => turn(here, `migrate --database ${name}`)));
  expect(ends.map(({ code }) => code)).toEqual(starters.map(() => 0));
  const applied = ends.flatMap(({ document }) =>
    stepsOf(document).filter((step) => step.endsWith(' applied')),
  );
  expect(applied.toSorted()).toEqual(
    ['V1__a', ...[2, 3, 4, 5, 6, 7, 8].map((number) => `V${number}__t${number}`)].map(
      (name) => `${name} applied`,
    ),
  );
  expect(here.ask('SELECT count(*) FROM schema_migrations')).toEqual([8]);
  expect(here.ask('SELECT count(*) FROM t8')).toEqual([2000]);
  expect(here.ask('PRAGMA integrity_check')).toEqual(['ok']);
});
