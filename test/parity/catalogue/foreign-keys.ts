import type { Pair } from './pair.ts';

const postgresParents =
  'CREATE TABLE p (id integer PRIMARY KEY, code text UNIQUE); CREATE TABLE q (id integer PRIMARY KEY);';
const sqliteParents =
  'CREATE TABLE p (id INT NOT NULL PRIMARY KEY, code TEXT UNIQUE); CREATE TABLE q (id INT NOT NULL PRIMARY KEY);';

function child(
  name: string,
  covers: Pair['covers'],
  [postgres, sqlite]: readonly [string, string],
  expect: readonly string[],
): Pair {
  return {
    name,
    covers,
    postgres: `${postgresParents} CREATE TABLE t (${postgres})`,
    sqlite: `${sqliteParents} CREATE TABLE t (${sqlite})`,
    expect,
  };
}

export const foreignKeys: readonly Pair[] = [
  child(
    'a foreign key that SQLite lacks',
    ['3: foreign key missing', '5: foreign-key'],
    ['p_id integer REFERENCES p (id)', 'p_id INTEGER'],
    ['error foreign-key:sqlite:t(p_id)'],
  ),
  child(
    'a foreign key that PostgreSQL lacks',
    ['3: foreign key missing', '5: foreign-key'],
    ['p_id integer', 'p_id INTEGER REFERENCES p (id)'],
    ['error foreign-key:postgres:t(p_id)'],
  ),
  {
    name: 'a foreign key lost by ADD COLUMN on SQLite',
    covers: ['3: a foreign key lost by ADD COLUMN', '3: foreign key missing'],
    postgres: `${postgresParents} CREATE TABLE t (a text); ALTER TABLE t ADD COLUMN p_id integer; ALTER TABLE t ADD CONSTRAINT t_p FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE`,
    sqlite: `${sqliteParents} CREATE TABLE t (a TEXT); ALTER TABLE t ADD COLUMN p_id INTEGER`,
    expect: ['error foreign-key:sqlite:t(p_id)'],
  },
  {
    name: 'a foreign key lost by ADD COLUMN on PostgreSQL',
    covers: ['3: a foreign key lost by ADD COLUMN', '3: foreign key missing'],
    postgres: `${postgresParents} CREATE TABLE t (a text); ALTER TABLE t ADD COLUMN p_id integer`,
    sqlite: `${sqliteParents} CREATE TABLE t (a TEXT); ALTER TABLE t ADD COLUMN p_id INTEGER REFERENCES p (id)`,
    expect: ['error foreign-key:postgres:t(p_id)'],
  },
  child(
    'the target that is not named is the primary key',
    ['5: foreign-key'],
    ['p_id integer REFERENCES p', 'p_id INTEGER REFERENCES p (id)'],
    [],
  ),
  child(
    'another target table',
    ['5: foreign-key'],
    ['x_id integer REFERENCES p (id)', 'x_id INTEGER REFERENCES q (id)'],
    ['error foreign-key:both:t(x_id)'],
  ),
  child(
    'another target column',
    ['5: foreign-key'],
    ['x text REFERENCES p (code)', 'x TEXT REFERENCES p (id)'],
    ['error foreign-key:both:t(x)'],
  ),
  child(
    'one column refers to two tables, on one side to one only',
    ['3: foreign key missing'],
    [
      'x_id integer REFERENCES p (id), FOREIGN KEY (x_id) REFERENCES q (id)',
      'x_id INTEGER REFERENCES p (id)',
    ],
    ['error foreign-key:sqlite:t(x_id)'],
  ),
  child(
    'SET NULL opposite to NO ACTION',
    ['3: SET NULL opposite to NO ACTION', '3: ON DELETE', '5: on-delete'],
    ['p_id integer REFERENCES p (id) ON DELETE SET NULL', 'p_id INTEGER REFERENCES p (id)'],
    ['error on-delete:both:t(p_id)'],
  ),
  child(
    'CASCADE opposite to RESTRICT',
    ['3: ON DELETE', '5: on-delete'],
    ['p_id integer REFERENCES p (id) ON DELETE CASCADE', 'p_id INTEGER REFERENCES p (id) ON DELETE RESTRICT'],
    ['error on-delete:both:t(p_id)'],
  ),
  child(
    'RESTRICT refuses at once what NO ACTION lets the end of the statement decide',
    ['3: ON DELETE', '5: on-delete'],
    [
      'p_id integer REFERENCES p (id) ON DELETE RESTRICT',
      'p_id INTEGER REFERENCES p (id) ON DELETE NO ACTION',
    ],
    ['error on-delete:both:t(p_id)'],
  ),
  child(
    'ON UPDATE on one side only',
    ['3: ON UPDATE', '5: on-update'],
    [
      'p_id integer REFERENCES p (id) ON DELETE CASCADE ON UPDATE CASCADE',
      'p_id INTEGER REFERENCES p (id) ON DELETE CASCADE',
    ],
    ['error on-update:both:t(p_id)'],
  ),
  child(
    'both actions differ',
    ['3: ON DELETE', '3: ON UPDATE', '5: on-delete', '5: on-update'],
    [
      'p_id integer REFERENCES p (id) ON DELETE CASCADE ON UPDATE CASCADE',
      'p_id INTEGER REFERENCES p (id) ON DELETE SET NULL ON UPDATE RESTRICT',
    ],
    ['error on-delete:both:t(p_id)', 'error on-update:both:t(p_id)'],
  ),
  child(
    'every action on both sides',
    ['5: on-delete', '5: on-update'],
    [
      'a integer REFERENCES p ON DELETE CASCADE ON UPDATE SET NULL, b integer DEFAULT 1 REFERENCES p ON DELETE SET DEFAULT ON UPDATE RESTRICT, c integer REFERENCES p ON DELETE NO ACTION',
      'a INTEGER REFERENCES p ON DELETE CASCADE ON UPDATE SET NULL, b INTEGER DEFAULT 1 REFERENCES p ON DELETE SET DEFAULT ON UPDATE RESTRICT, c INTEGER REFERENCES p',
    ],
    [],
  ),
  child(
    'deferred on one side only: the same transaction fails earlier on the other',
    ['5: foreign-key'],
    ['p_id integer REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED', 'p_id INTEGER REFERENCES p (id)'],
    ['error foreign-key:both:t(p_id)'],
  ),
  child(
    'deferred on both sides',
    ['5: foreign-key'],
    [
      'p_id integer REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED',
      'p_id INTEGER REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED',
    ],
    [],
  ),
  {
    name: 'a composite key with its columns written in another order is the same',
    covers: ['5: foreign-key'],
    postgres:
      'CREATE TABLE p (x text, y text, PRIMARY KEY (x, y)); CREATE TABLE t (a text, b text, FOREIGN KEY (a, b) REFERENCES p (x, y))',
    sqlite:
      'CREATE TABLE p (x TEXT NOT NULL, y TEXT NOT NULL, PRIMARY KEY (x, y)); CREATE TABLE t (a TEXT, b TEXT, FOREIGN KEY (b, a) REFERENCES p (y, x))',
    expect: [],
  },
  {
    name: 'a composite key with its columns crossed is another',
    covers: ['5: foreign-key'],
    postgres:
      'CREATE TABLE p (x text, y text, PRIMARY KEY (x, y)); CREATE TABLE t (a text, b text, FOREIGN KEY (a, b) REFERENCES p (x, y))',
    sqlite:
      'CREATE TABLE p (x TEXT NOT NULL, y TEXT NOT NULL, PRIMARY KEY (x, y)); CREATE TABLE t (a TEXT, b TEXT, FOREIGN KEY (a, b) REFERENCES p (y, x))',
    expect: ['error foreign-key:both:t(a,b)'],
  },
  {
    name: 'MATCH FULL refuses the half of a key, SQLite does not',
    covers: ['5: foreign-key'],
    postgres:
      'CREATE TABLE p (x text, y text, PRIMARY KEY (x, y)); CREATE TABLE t (a text, b text, FOREIGN KEY (a, b) REFERENCES p (x, y) MATCH FULL)',
    sqlite:
      'CREATE TABLE p (x TEXT NOT NULL, y TEXT NOT NULL, PRIMARY KEY (x, y)); CREATE TABLE t (a TEXT, b TEXT, FOREIGN KEY (a, b) REFERENCES p (x, y) MATCH FULL)',
    expect: ['error foreign-key:both:t(a,b)'],
  },
  {
    name: 'a table that refers to itself',
    covers: ['3: foreign key missing', '3: ON DELETE'],
    postgres:
      'CREATE TABLE t (id integer PRIMARY KEY, up integer REFERENCES t (id) ON DELETE CASCADE, twin integer REFERENCES t (id))',
    sqlite:
      'CREATE TABLE t (id INT NOT NULL PRIMARY KEY, up INTEGER REFERENCES t (id) ON DELETE SET NULL, twin INTEGER)',
    expect: ['error on-delete:both:t(up)', 'error foreign-key:sqlite:t(twin)'],
  },
  {
    name: 'a foreign key that follows a renamed table',
    covers: ['5: foreign-key'],
    postgres:
      'CREATE TABLE old (id integer PRIMARY KEY); CREATE TABLE t (p_id integer REFERENCES old (id)); ALTER TABLE old RENAME TO p',
    sqlite:
      'CREATE TABLE old (id INT NOT NULL PRIMARY KEY); CREATE TABLE t (p_id INTEGER REFERENCES old (id)); ALTER TABLE old RENAME TO p',
    expect: [],
  },
  {
    name: 'a foreign key whose table SQLite has lost',
    covers: ['3: table missing', '5: table'],
    postgres: 'CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (p_id integer REFERENCES p (id))',
    sqlite: 'CREATE TABLE t (p_id INTEGER REFERENCES p (id))',
    expect: ['error table:sqlite:p'],
  },
];
