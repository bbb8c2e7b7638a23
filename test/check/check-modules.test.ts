import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkModules } from '../../src/check/check-modules.ts';
import type { ModuleConfig } from '../../src/modules/config.ts';
import { type Files, moduleConfig, moduleFolder, pair } from '../files/module-folder.ts';

const family = pair(
  'V1__family.sql',
  `CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id) ON DELETE CASCADE ON UPDATE CASCADE);
`,
);

/** The other engine needs nothing. */
function noOp(name: string, engine: 'postgres' | 'sqlite'): Files {
  return { [`${engine}/${name}`]: '-- lockstep: no-op="not needed here"\n' };
}

interface Case {
  readonly name: string;
  readonly files: Files;
  /** `code rule place` of every finding, in order. */
  readonly finds: readonly string[];
}

const cases: readonly Case[] = [
  { name: 'a good pair: nothing', files: family, finds: [] },
  {
    name: 'a syntax error that PostgreSQL sees, at its place behind a multi-byte letter',
    files: {
      ...family,
      ...noOp('V2__x.sql', 'sqlite'),
      'postgres/V2__x.sql': "SELECT 'é𝄞';\nSELECT '𝄞' FORM parent;\n",
    },
    finds: ['MIGRATION_FAILED postgres-syntax postgres/V2__x.sql:2:17'],
  },
  {
    name: 'a statement that fails on SQLite only when it runs, at its place',
    files: {
      ...family,
      ...noOp('V2__x.sql', 'postgres'),
      'sqlite/V2__x.sql': 'SELECT 1;\n\n  INSERT INTO nobody VALUES (1);\n',
    },
    finds: ['MIGRATION_FAILED sqlite-replay sqlite/V2__x.sql:3:3'],
  },
  {
    name: 'newer SQLite syntax fails on the older library that is installed beside it',
    files: {
      ...family,
      ...noOp('V2__x.sql', 'postgres'),
      'sqlite/V2__x.sql': 'ALTER TABLE parent ALTER COLUMN name SET NOT NULL;\n',
    },
    finds: ['MIGRATION_FAILED sqlite-replay sqlite/V2__x.sql:1:1'],
  },
  {
    name: 'transaction control on both engines',
    files: { ...family, ...pair('V2__x.sql', 'SELECT 1;\nCOMMIT;\n') },
    finds: [
      'FORBIDDEN_STATEMENT transaction-control postgres/V2__x.sql:2:1',
      'FORBIDDEN_STATEMENT transaction-control sqlite/V2__x.sql:2:1',
    ],
  },
  {
    name: 'rows deleted from a parent while foreign keys are off',
    files: {
      ...family,
      ...noOp('V2__x.sql', 'postgres'),
      'sqlite/V2__x.sql': '-- lockstep: foreign-keys=off\nDELETE FROM parent WHERE id = 1;\n',
    },
    finds: ['FORBIDDEN_STATEMENT lost-children sqlite/V2__x.sql:2:1'],
  },
  {
    name: 'keys of a parent changed in a script that drops a referenced table',
    files: {
      ...family,
      ...noOp('V2__x.sql', 'postgres'),
      'sqlite/V2__x.sql': `CREATE TABLE parent_new (id INTEGER PRIMARY KEY, name TEXT);
UPDATE parent SET name = upper(name), id = id + 100;
INSERT INTO parent_new SELECT id, name FROM parent;
DROP TABLE parent;
ALTER TABLE parent_new RENAME TO parent;
`,
    },
    finds: ['FORBIDDEN_STATEMENT lost-children sqlite/V2__x.sql:2:1'],
  },
  {
    name: 'other columns of a parent may change in a rebuild, and children may be deleted',
    files: {
      ...family,
      ...noOp('V2__x.sql', 'postgres'),
      'sqlite/V2__x.sql': `-- lockstep: foreign-keys=off
UPDATE parent SET name = (SELECT 'id') WHERE id = 1;
DELETE FROM child;
`,
    },
    finds: [],
  },
  {
    name: 'with foreign keys on a delete cascades as everywhere: nothing',
    files: { ...family, ...pair('V2__x.sql', 'DELETE FROM parent;\n') },
    finds: [],
  },
  {
    name: 'the same, accepted by its author',
    files: {
      ...family,
      ...noOp('V2__x.sql', 'postgres'),
      'sqlite/V2__x.sql':
        '-- lockstep: foreign-keys=off\n-- lockstep: allow=lost-children "shipped"\nDELETE FROM parent WHERE id = 1;\n',
    },
    finds: [],
  },
  {
    name: 'an acceptance of nothing: a typing error would hide for ever',
    files: {
      ...family,
      ...pair('V2__x.sql', '-- lockstep: allow=lost-childern "shipped"\nSELECT 1;\n'),
    },
    finds: ['null unused-allowance postgres/V2__x.sql', 'null unused-allowance sqlite/V2__x.sql'],
  },
  {
    name: 'a rebuild that is spread over versions: with rows in the child the upgrade would fail',
    files: {
      ...family,
      ...noOp('V2__x.sql', 'postgres'),
      ...noOp('V3__x.sql', 'postgres'),
      'sqlite/V2__x.sql':
        'CREATE TABLE other (id INTEGER PRIMARY KEY, name TEXT);\nINSERT INTO other SELECT * FROM parent;\nDROP TABLE parent;\n',
      'sqlite/V3__x.sql': 'ALTER TABLE other RENAME TO parent;\n',
    },
    finds: ['FOREIGN_KEY_VIOLATION missing-parent sqlite/V2__x.sql'],
  },
  {
    name: 'a transaction setting, which would fail after our first statement',
    files: {
      ...family,
      ...noOp('V2__x.sql', 'sqlite'),
      'postgres/V2__x.sql': 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\n',
    },
    finds: ['FORBIDDEN_STATEMENT transaction-control postgres/V2__x.sql:1:1'],
  },
  {
    name: 'a release step without a word for the operator, accepted on one side',
    files: {
      ...family,
      'postgres/V2__x.sql': '-- lockstep: category=release\nDROP TABLE child;\n',
      'sqlite/V2__x.sql':
        '-- lockstep: category=release\n-- lockstep: allow=manual-step-comment "says all"\nDROP TABLE child;\n',
    },
    finds: ['null manual-step-comment postgres/V2__x.sql:1:1'],
  },
];

describe('check', () => {
  test.each(cases)('$name', async ({ files, finds }) => {
    const folder = moduleFolder(files);
    expect(await findingsIn(folder)).toEqual(finds);
  });
});

test('modules on one SQLite file are replayed one behind the other', async () => {
  const folder = moduleFolder({
    'sqlite/V1__a.sql': 'CREATE TABLE users (id INTEGER PRIMARY KEY);\n',
    'second/V1__b.sql': 'CREATE INDEX users_id ON users (id);\n',
  });
  const alone = { name: 'a', migrations: { postgres: null, sqlite: 'sqlite' } };
  const behind = { name: 'b', history: 'b_history', migrations: { postgres: null, sqlite: 'second' } };
  expect(await checkModules({ modules: [alone, behind], folder })).toEqual([]);
  expect(await checkModules({ modules: [behind], folder })).toHaveLength(1);
});

describe('check --base', () => {
  test('a removed file is found also where the rest cannot be read without it', async () => {
    const seed = '-- lockstep: after=V1\nSELECT 1;\n';
    const folder = moduleFolder({
      ...family,
      ...pair('S001__s.sql', seed),
      ...pair('V2__b.sql', 'SELECT 1;\n'),
    });
    const git = (...args: string[]): void => void execFileSync('git', args, { cwd: folder });
    git('init', '-q');
    git('add', '.');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'base');
    for (const engine of ['postgres', 'sqlite']) rmSync(join(folder, engine, 'V1__family.sql'));
    const found = await findingsIn(folder, 'HEAD');
    expect(found).toContain('MISSING_FILE base-removed postgres/V1__family.sql');
    expect(found).toContain('MISSING_FILE base-removed sqlite/V1__family.sql');
  });

  test('a changed, a removed, a late version and a late seed are findings; growth at the end is none', async () => {
    const folder = moduleFolder({
      ...family,
      ...pair('V3__c.sql', 'SELECT 3;\n'),
      ...pair('V5__e.sql', 'SELECT 5;\n'),
    });
    const git = (...args: string[]): void => void execFileSync('git', args, { cwd: folder });
    git('init', '-q');
    git('add', '.');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'base');
    expect(await findingsIn(folder, 'HEAD')).toEqual([]);

    for (const engine of ['postgres', 'sqlite']) {
      const write = (name: string, text: string): void => writeFileSync(join(folder, engine, name), text);
      write('V3__c.sql', 'SELECT 33;\n');
      rmSync(join(folder, engine, 'V5__e.sql'));
      write('V4__d.sql', 'SELECT 4;\n');
      write('V6__f.sql', 'SELECT 6;\n');
      write('S001__early.sql', '-- lockstep: after=V1\nSELECT 1;\n');
      write('S002__last.sql', '-- lockstep: after=V6\nSELECT 1;\n');
    }
    expect((await findingsIn(folder, 'HEAD')).filter((line) => line.includes('postgres/'))).toEqual([
      'null base-late-step postgres/S001__early.sql',
      'CHECKSUM_MISMATCH base-changed postgres/V3__c.sql',
      'OUT_OF_ORDER base-out-of-order postgres/V4__d.sql',
      'MISSING_FILE base-removed postgres/V5__e.sql',
    ]);
  });

  test('numbered: a startup file below a shipped release file is in order', async () => {
    const folder = moduleFolder({ ...pair('001_a.sql'), ...pair('100_b.sql', '-- b\nSELECT 1;\n') });
    const git = (...args: string[]): void => void execFileSync('git', args, { cwd: folder });
    git('init', '-q');
    git('add', '.');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'base');
    for (const engine of ['postgres', 'sqlite'])
      writeFileSync(join(folder, engine, '002_c.sql'), 'SELECT 1;\n');
    expect(await findingsIn(folder, 'HEAD', { naming: 'numbered' })).toEqual([]);
  });

  test('a reference that git does not know is USAGE', async () => {
    const folder = moduleFolder(family);
    execFileSync('git', ['init', '-q'], { cwd: folder });
    await expect(findingsIn(folder, '--all')).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('findings', () => {
  test('stand in the order in which the files run, those of a file from its top', async () => {
    const folder = moduleFolder({
      ...family,
      ...pair('V9__x.sql', 'SELECT 1;\nCOMMIT;\n'),
      ...pair('S001__seed.sql', '-- lockstep: after=V9\nBEGIN;\n'),
      ...noOp('V21__y.sql', 'sqlite'),
      'postgres/V21__y.sql': 'SELEC 1;\nCOMMIT;\n',
    });
    expect((await findingsIn(folder)).map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'transaction-control postgres/V9__x.sql:2:1',
      'transaction-control sqlite/V9__x.sql:2:1',
      'transaction-control postgres/S001__seed.sql:2:1',
      'transaction-control sqlite/S001__seed.sql:2:1',
      'postgres-syntax postgres/V21__y.sql:1:1',
      'transaction-control postgres/V21__y.sql:2:1',
    ]);
  });

  test('stand by number where the files make no chain', async () => {
    const folder = moduleFolder({ ...pair('V21__y.sql', '-- empty\n'), ...pair('V9__x.sql', '-- empty\n') });
    expect(await findingsIn(folder)).toEqual([
      'EMPTY_SCRIPT empty-script postgres/V9__x.sql:1:1',
      'EMPTY_SCRIPT empty-script sqlite/V9__x.sql:1:1',
      'EMPTY_SCRIPT empty-script postgres/V21__y.sql:1:1',
      'EMPTY_SCRIPT empty-script sqlite/V21__y.sql:1:1',
    ]);
  });

  test('of the replay say to mend the script, not to migrate again: nothing was run', async () => {
    const folder = moduleFolder({
      ...family,
      ...noOp('V2__x.sql', 'postgres'),
      'sqlite/V2__x.sql': 'INSERT INTO nobody VALUES (1);\n',
    });
    const [finding] = await checkModules({ modules: [moduleConfig], folder });
    expect(finding?.hint).toBe('Read the statement and SQLite’s message, and mend the script.');
  });
});

async function findingsIn(
  folder: string,
  base?: string,
  more: Partial<ModuleConfig> = {},
): Promise<readonly string[]> {
  const findings = await checkModules({
    modules: [{ ...moduleConfig, ...more }],
    folder,
    ...(base === undefined ? {} : { base }),
  });
  return findings.map(({ code, rule, file, line, column }) => {
    const shown = file.slice(file.search(/(postgres|sqlite)\/[^/]*$/));
    return `${code} ${rule} ${line === null ? shown : `${shown}:${line}:${column}`}`;
  });
}
