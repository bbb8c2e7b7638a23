import { describe, expect, test } from 'vitest';
import { chainTouches } from '../../../src/check/documents/chain-touches.ts';
import { matchTriggers } from '../../../src/check/documents/match-triggers.ts';
import { readModule } from '../../../src/files/read-module.ts';
import { moduleConfig, moduleFolder, pair } from '../../files/module-folder.ts';

const store = `CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY,
  email TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'member'))
);
CREATE UNIQUE INDEX users_email_key ON users (email);
CREATE TABLE teams (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, owner_id TEXT REFERENCES users (id));
CREATE VIEW admins AS SELECT id FROM users WHERE role = 'admin';
`;
const objects = ['users', 'users.email', 'users.role', 'teams', 'teams.name', 'admins'];
const noOp = '-- lockstep: no-op="not needed here"\n';

/** What the second version touches, `+` before what it brings. */
async function touched(scripts: { readonly postgres?: string; readonly sqlite?: string }): Promise<string> {
  const folder = moduleFolder({
    ...pair('V1__store.sql', store),
    'postgres/V2__x.sql': scripts.postgres ?? noOp,
    'sqlite/V2__x.sql': scripts.sqlite ?? noOp,
  });
  const { module, findings } = await readModule(moduleConfig, folder);
  if (module === null) throw new Error(findings.map(({ message }) => message).join('\n'));
  const triggers = [
    ...objects.map((name) => ({ document: name, when: '', touches: [name] })),
    ...['users', 'teams', 'notes'].map((name) => ({ document: `+${name}`, when: '', newColumns: [name] })),
  ];
  return matchTriggers(module, triggers, chainTouches(module))
    .filter(({ migration }) => migration.id === 'V2')
    .map(({ document, because }) =>
      document.startsWith('+') ? because[0]!.replace(/adds (\S+) .*/, '+$1') : document,
    )
    .join(' ');
}

const rebuilt = (email: string, role: string, copy = 'id, email, role'): string => `
CREATE TABLE users_new (
  id TEXT NOT NULL PRIMARY KEY, ${email},
  ${role}
);
INSERT INTO users_new (id, email, role) SELECT ${copy} FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
CREATE UNIQUE INDEX users_email_key ON users (email);
`;
const email = 'email TEXT NOT NULL';
const role = "role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'member'))";

describe('a statement of both engines touches', () => {
  test.each([
    [
      'what it alters, by the columns that it names',
      "ALTER TABLE users ADD COLUMN nick TEXT DEFAULT 'email'",
      'users +users.nick',
    ],
    [
      'a column that it renames',
      'ALTER TABLE users RENAME COLUMN email TO address',
      'users users.email +users.address',
    ],
    ['the columns of an index', 'CREATE INDEX users_role ON users (role)', 'users users.role'],
    [
      'the table of an index that it drops, though it does not name it',
      'DROP INDEX users_email_key',
      'users',
    ],
    ['the columns that it sets', "UPDATE users SET role = 'x' WHERE email = ''", 'users users.role'],
    ['behind WITH too', "WITH t AS (SELECT id FROM teams) UPDATE users SET role = 'x'", 'users users.role'],
    ['the columns that it inserts', "INSERT INTO users (id, email) VALUES ('1', 'a')", 'users users.email'],
    ['every column by a delete', 'DELETE FROM users', 'users users.email users.role'],
    ['every column by a drop', 'DROP VIEW admins; DROP TABLE teams', 'teams teams.name admins'],
    ['both names by a rename', 'ALTER TABLE teams RENAME TO groups', 'teams teams.name'],
    [
      'a view that becomes another one',
      'DROP VIEW admins; CREATE VIEW admins AS SELECT id, email FROM users',
      'admins',
    ],
    [
      'no view that is written again as it was',
      "DROP VIEW admins; CREATE VIEW admins AS SELECT id FROM users WHERE role = 'admin'",
      '',
    ],
    [
      'a new table, but not the one that it refers to',
      'CREATE TABLE notes (id TEXT, user_id TEXT REFERENCES users (email))',
      '+notes',
    ],
    [
      'no column that has only the name of one that it refers to',
      'ALTER TABLE teams ADD COLUMN lead TEXT REFERENCES leads (name)',
      'teams +teams.lead',
    ],
    [
      'nothing that it only reads',
      'INSERT INTO teams (id, name) SELECT id, email FROM users',
      'teams teams.name',
    ],
    ['nothing by strings and comments', "SELECT 'users' /* DROP TABLE users */", ''],
    [
      'nothing by a table that it makes and drops',
      'CREATE TABLE notes AS SELECT * FROM users; DROP TABLE notes',
      '',
    ],
    [
      'a name in quotes or in other case',
      'UPDATE "users" SET EMAIL = lower(email); DELETE FROM Teams WHERE 0 = 1',
      'users users.email teams teams.name',
    ],
  ])('%s', async (_, sql, expected) => {
    expect(await touched({ postgres: `${sql};\n` })).toBe(expected);
    expect(await touched({ sqlite: `${sql};\n` })).toBe(expected);
  });
});

describe('on PostgreSQL', () => {
  const functions = `CREATE FUNCTION mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN UPDATE users SET role = 'owner' WHERE id = NEW.owner_id; RETURN NEW; END $$;`;
  test.each([
    [
      'a constraint by the columns in it',
      "ALTER TABLE users ADD CONSTRAINT c CHECK (email <> '') NOT VALID;",
      'users users.email',
    ],
    [
      'a name with its schema',
      'ALTER TABLE ONLY public.users ALTER COLUMN role DROP DEFAULT;',
      'users users.role',
    ],
    ['TRUNCATE of several', 'TRUNCATE TABLE users, teams;', 'users users.email users.role teams teams.name'],
    [
      'what a DO block writes',
      "DO $$ BEGIN IF true THEN UPDATE users SET role = 'x'; END IF; END $$;",
      'users users.role',
    ],
    ['what a function would write', functions, 'users users.role'],
    [
      'a table by its trigger',
      `${functions} CREATE TRIGGER t AFTER INSERT ON teams FOR EACH ROW EXECUTE FUNCTION mark();`,
      'users users.role teams teams.name',
    ],
    ['a policy', 'CREATE POLICY p ON teams USING (true);', 'teams teams.name'],
  ])('%s', async (_, sql, expected) => {
    expect(await touched({ postgres: sql })).toBe(expected);
  });

  test('a table whose trigger calls a function that an earlier version made', async () => {
    const replaced =
      'CREATE OR REPLACE FUNCTION mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;';
    const folder = moduleFolder({
      ...pair('V1__store.sql', store),
      'postgres/V2__t.sql': `${functions} CREATE TRIGGER t AFTER INSERT ON teams FOR EACH ROW EXECUTE FUNCTION mark();`,
      'sqlite/V2__t.sql': noOp,
      'postgres/V3__f.sql': replaced,
      'sqlite/V3__f.sql': noOp,
    });
    const { module } = await readModule(moduleConfig, folder);
    expect(chainTouches(module!).byMigration.get('V3__f')).toMatchObject([
      { relation: 'teams', columns: null },
    ]);
  });
});

test('an index that an earlier version renamed is still its table’s', async () => {
  const folder = moduleFolder({
    ...pair('V1__store.sql', store),
    'postgres/V2__r.sql': 'ALTER INDEX users_email_key RENAME TO users_address_key;\n',
    'sqlite/V2__r.sql': noOp,
    'postgres/V3__d.sql': 'DROP INDEX CONCURRENTLY IF EXISTS users_address_key;\n',
    'sqlite/V3__d.sql': noOp,
  });
  const { module } = await readModule(moduleConfig, folder);
  const { byMigration } = chainTouches(module!);
  expect(byMigration.get('V2__r')).toMatchObject([{ relation: 'users' }]);
  expect(byMigration.get('V3__d')).toMatchObject([{ relation: 'users' }]);
});

describe('on SQLite', () => {
  test.each([
    [
      'a rebuild by the column that is written otherwise',
      rebuilt(email, role.replace("'admin', ", "'admin', 'owner', ")),
      'users users.role',
    ],
    [
      'a rebuild by the value that is not copied as it was',
      rebuilt(email, role, 'id, lower(email), role'),
      'users users.email',
    ],
    ['a rebuild by the column that comes', rebuilt(`${email}, nick TEXT`, role), 'users +users.nick'],
    ['a rebuild that changes nothing by no column', rebuilt(email, role), 'users'],
    [
      'a rebuild by the constraint that comes',
      rebuilt(email, `${role}, CHECK (email <> '')`),
      'users users.email',
    ],
    [
      'a rebuild that moves the old table away first',
      `ALTER TABLE users RENAME TO users_old;
CREATE TABLE users (id TEXT NOT NULL PRIMARY KEY, email TEXT, ${role});
INSERT INTO users SELECT * FROM users_old; DROP TABLE users_old;
CREATE UNIQUE INDEX users_email_key ON users (email);`,
      'users users.email',
    ],
    [
      'an index that a rebuild makes otherwise',
      rebuilt(email, role).replace('ON users (email)', 'ON users (lower(email))'),
      'users users.email',
    ],
    [
      'a trigger with what it writes',
      "CREATE TRIGGER t AFTER INSERT ON teams BEGIN UPDATE users SET role = 'x'; END;",
      'users users.role teams teams.name',
    ],
  ])('%s', async (_, sql, expected) => {
    expect(await touched({ sqlite: `-- lockstep: foreign-keys=off\n${sql}` })).toBe(expected);
  });
});

test('a migration touches what either side touches', async () => {
  const both = { postgres: "UPDATE users SET role = 'x';\n", sqlite: "UPDATE teams SET name = 'x';\n" };
  expect(await touched(both)).toBe('users users.role teams teams.name');
});
