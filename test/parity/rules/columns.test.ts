import { describe, expect, test } from 'vitest';
import { useTwoSides } from './two-sides.ts';

const sides = useTwoSides();

async function same(postgres: string, sqlite: string): Promise<void> {
  expect(await sides.found(postgres, sqlite)).toEqual([]);
}

describe('table', () => {
  test('one that only one side has is one difference, whatever it holds', async () => {
    const sql = 'CREATE TABLE t (a integer); CREATE TABLE p (id integer NOT NULL PRIMARY KEY, a text UNIQUE)';
    await sides.differsUntilAccepted(sql, 'CREATE TABLE t (a INTEGER)', 'error table:sqlite:p');
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a integer)',
      'CREATE TABLE t (a INTEGER); CREATE TABLE p (id TEXT)',
      'error table:postgres:p',
    );
  });

  test('a table opposite to a view of its name is told once', async () => {
    await sides.differsUntilAccepted(
      'CREATE TABLE v (a integer)',
      'CREATE VIEW v AS SELECT 1 AS a',
      'error table:both:v',
    );
  });

  test('a table opposite to a virtual table is there, and not compared', async () => {
    const postgres = 'CREATE TABLE notes (a text, words text)';
    const { differences, notCompared } = await sides.compare(
      postgres,
      'CREATE VIRTUAL TABLE Notes USING fts5(a)',
    );
    expect(differences).toEqual([]);
    expect(notCompared.map(({ side, kind, name }) => `${side} ${kind} ${name}`)).toEqual([
      'sqlite virtual table Notes',
      'postgres table notes',
    ]);
  });

  test('names are matched as PostgreSQL folds them, the same spelling first', async () => {
    await same('CREATE TABLE users ("userId" integer)', 'CREATE TABLE Users (userId INTEGER)');
    await same(
      'CREATE TABLE users (a integer, CHECK (a > 0)); CREATE INDEX i ON users (a)',
      'CREATE TABLE USERS (A INTEGER, CHECK (A > 0)); CREATE INDEX i ON Users (A)',
    );
    expect(
      await sides.found(
        'CREATE TABLE "Users" (a integer); CREATE TABLE users (b integer)',
        'CREATE TABLE Users (a INTEGER)',
      ),
    ).toEqual(['error table:sqlite:users']);
  });
});

describe('column', () => {
  test('one that only one side has takes its indexes, keys and checks with it', async () => {
    await sides.differsUntilAccepted(
      'CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (a integer, b integer REFERENCES p (id) CHECK (b > 0)); CREATE INDEX i ON t (b)',
      'CREATE TABLE p (id INT NOT NULL PRIMARY KEY); CREATE TABLE t (a INTEGER)',
      'error column:sqlite:t.b',
    );
  });
});

describe('type', () => {
  test('a pair outside the table', async () => {
    const line = 'error type:both:t.a';
    await sides.differsUntilAccepted('CREATE TABLE t (a integer)', 'CREATE TABLE t (a TEXT)', line);
    await sides.differsUntilAccepted('CREATE TABLE t (a text)', 'CREATE TABLE t (a STRING)', line);
    await sides.differsUntilAccepted('CREATE TABLE t (a bigint)', 'CREATE TABLE t (a DATETIME)', line);
  });

  test('the default of such a pair is told only where it is another one', async () => {
    const postgres = 'CREATE TABLE t (a integer DEFAULT 7)';
    expect(await sides.found(postgres, "CREATE TABLE t (a TEXT DEFAULT '7')")).toEqual([
      'error type:both:t.a',
    ]);
    expect(await sides.found(postgres, "CREATE TABLE t (a TEXT DEFAULT '8')")).toEqual([
      'error default:both:t.a',
      'error type:both:t.a',
    ]);
  });

  test('the parity file says what a column carries, and is held to it', async () => {
    const [postgres, sqlite] = ['CREATE TABLE t (at bigint)', 'CREATE TABLE t (at DATETIME)'];
    expect(await sides.found(postgres, sqlite, { logical: { 't.at': 'timestamp-ms' } })).toEqual([]);
    const text = { logical: { 't.at': 'timestamp-ms' } };
    expect(await sides.found('CREATE TABLE t (at timestamptz)', 'CREATE TABLE t (at TEXT)', text)).toEqual([
      'error type:both:t.at',
    ]);
    expect(await sides.found('CREATE TABLE t (at boolean)', 'CREATE TABLE t (at INTEGER)', text)).toEqual([
      'error type:both:t.at',
    ]);
  });

  test('encodings are information, precision is a warning', async () => {
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a uuid)',
      'CREATE TABLE t (a TEXT)',
      'info encoding:both:t.a',
    );
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a numeric(10,2))',
      'CREATE TABLE t (a DECIMAL(10,2))',
      'warning precision:both:t.a',
    );
    await same('CREATE TABLE t (a numeric(10,2))', 'CREATE TABLE t (a TEXT)');
  });
});

describe('nullability', () => {
  test('NOT NULL on one side', async () => {
    const [strict, loose] = ['CREATE TABLE t (a integer NOT NULL)', 'CREATE TABLE t (a integer)'];
    await sides.differsUntilAccepted(strict, loose, 'error nullability:both:t.a');
    await sides.differsUntilAccepted(loose, strict, 'error nullability:both:t.a');
  });

  test('a CHECK says the same, and so does the key of a WITHOUT ROWID table', async () => {
    await same('CREATE TABLE t (a integer CHECK (a IS NOT NULL))', 'CREATE TABLE t (a INTEGER NOT NULL)');
    await same('CREATE TABLE t (a text PRIMARY KEY)', 'CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID');
    await same('CREATE TABLE t (id serial PRIMARY KEY)', 'CREATE TABLE t (id INTEGER PRIMARY KEY)');
  });

  test("a key of SQLite's without NOT NULL is a warning", async () => {
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a text PRIMARY KEY)',
      'CREATE TABLE t (a TEXT PRIMARY KEY)',
      'warning nullable-key:sqlite:t.a',
    );
  });
});

describe('default', () => {
  test('another value, or none', async () => {
    const postgres = 'CREATE TABLE t (a boolean DEFAULT true)';
    await sides.differsUntilAccepted(
      postgres,
      'CREATE TABLE t (a INTEGER DEFAULT 0)',
      'error default:both:t.a',
    );
    await sides.differsUntilAccepted(postgres, 'CREATE TABLE t (a INTEGER)', 'error default:sqlite:t.a');
  });

  test('the same value in other words', async () => {
    await same('CREATE TABLE t (a boolean DEFAULT true)', 'CREATE TABLE t (a INTEGER DEFAULT 1)');
    await same("CREATE TABLE t (a text DEFAULT '')", "CREATE TABLE t (a TEXT DEFAULT '')");
    await same('CREATE TABLE t (a text DEFAULT NULL)', 'CREATE TABLE t (a TEXT)');
    await same(
      'CREATE TABLE t (a timestamptz DEFAULT now())',
      'CREATE TABLE t (a TEXT DEFAULT CURRENT_TIMESTAMP)',
    );
  });
});

describe('generated', () => {
  test('another expression, or none', async () => {
    const postgres = 'CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED)';
    const other = 'CREATE TABLE t (a INTEGER, b INTEGER GENERATED ALWAYS AS (a + 2) STORED)';
    await sides.differsUntilAccepted(postgres, other, 'error generated:both:t.b');
    await sides.differsUntilAccepted(
      postgres,
      'CREATE TABLE t (a INTEGER, b INTEGER)',
      'error generated:sqlite:t.b',
    );
  });

  test('stored opposite to virtual is information', async () => {
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED)',
      'CREATE TABLE t (a INTEGER, b INTEGER AS (a + 1))',
      'info generated:both:t.b',
    );
  });
});

describe('length, collation, enum-labels', () => {
  test('varchar(n)', async () => {
    const postgres = 'CREATE TABLE t (a varchar(40))';
    await sides.differsUntilAccepted(postgres, 'CREATE TABLE t (a VARCHAR(50))', 'error length:both:t.a');
    await sides.differsUntilAccepted(postgres, 'CREATE TABLE t (a TEXT)', 'warning length:sqlite:t.a');
    await sides.differsUntilAccepted(
      postgres,
      'CREATE TABLE t (a TEXT CHECK (length(a) <= 50))',
      'error length:both:t.a',
    );
    await same(postgres, 'CREATE TABLE t (a TEXT CHECK (length(a) <= 40))');
    await same(postgres, 'CREATE TABLE t (a TEXT CHECK (a IS NULL OR length(a) < 41))');
    await same(postgres, 'CREATE TABLE t (a VARCHAR(40))');
  });

  test('citext and NOCASE', async () => {
    const line = 'error collation:both:t.a';
    await sides.differsUntilAccepted('CREATE TABLE t (a citext)', 'CREATE TABLE t (a TEXT)', line);
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a text)',
      'CREATE TABLE t (a TEXT COLLATE NOCASE)',
      line,
    );
    await same('CREATE TABLE t (a citext UNIQUE)', 'CREATE TABLE t (a TEXT COLLATE NOCASE UNIQUE)');
    await same('CREATE TABLE t (a text COLLATE "C")', 'CREATE TABLE t (a TEXT COLLATE BINARY)');
  });

  test('labels, where a CHECK names them', async () => {
    const postgres = "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (a mood)";
    await sides.differsUntilAccepted(
      postgres,
      "CREATE TABLE t (a TEXT CHECK (a IN ('ok', 'glad')))",
      'error enum-labels:both:t.a',
    );
    await same(postgres, "CREATE TABLE t (a TEXT CHECK (a IN ('ok', 'sad')))");
    await same(postgres, 'CREATE TABLE t (a TEXT)');
  });
});

describe('autoincrement', () => {
  test('a counter on one side', async () => {
    await sides.differsUntilAccepted(
      'CREATE TABLE t (id serial PRIMARY KEY)',
      'CREATE TABLE t (id INT NOT NULL PRIMARY KEY)',
      'error autoincrement:sqlite:t.id',
    );
    const plain = 'CREATE TABLE t (id integer PRIMARY KEY)';
    await sides.differsUntilAccepted(
      plain,
      'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)',
      'error autoincrement:postgres:t.id',
    );
    await sides.differsUntilAccepted(
      plain,
      'CREATE TABLE t (id INTEGER PRIMARY KEY)',
      'warning rowid-key:postgres:t.id',
    );
  });

  test('every counter stands opposite to every other', async () => {
    for (const type of [
      'serial',
      'bigint GENERATED ALWAYS AS IDENTITY',
      'int GENERATED BY DEFAULT AS IDENTITY',
    ]) {
      for (const end of ['', ' AUTOINCREMENT']) {
        await same(
          `CREATE TABLE t (id ${type} PRIMARY KEY)`,
          `CREATE TABLE t (id INTEGER PRIMARY KEY${end})`,
        );
      }
    }
  });
});

test('column-order: one information per table', async () => {
  await sides.differsUntilAccepted(
    'CREATE TABLE t (a integer, b integer, c integer)',
    'CREATE TABLE t (c INTEGER, b INTEGER, a INTEGER)',
    'info column-order:both:t',
  );
});
