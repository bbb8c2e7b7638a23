import { describe, expect, test } from 'vitest';
import { openPg } from '../../src/drivers/pg/open.ts';
import { failureOf, usePg } from './pg-fixture.ts';
import { query } from './pg-subject.ts';

const f = usePg();

/** The script from the reported offset on. */
async function failsAt(text: string): Promise<string> {
  const { details } = await f.failure(1, text);
  return text.slice(Number(details['offset']));
}

describe('the place of an error', () => {
  test('of a syntax error is the word, counted in UTF-16 units', async () => {
    const text =
      "CREATE TABLE t (i int);\n\nINSERT INTO t VALUES (length('🦆🦆'));  /* ; */ SELEC '🦆' FROM t;";
    expect(await failsAt(text)).toBe("SELEC '🦆' FROM t;");
  });

  test('of an unknown name is the name', async () => {
    expect(await failsAt("SELECT '🦆';\n SELECT 1,\n  '🦆', nope FROM pg_class")).toBe('nope FROM pg_class');
  });

  test('of a constraint, which has no position, is its statement', async () => {
    const text =
      'CREATE TABLE t (i int PRIMARY KEY);\nINSERT INTO t VALUES (1);\n\nINSERT INTO t\n VALUES (1);\n';
    const { code, details } = await f.failure(1, text);
    expect(code).toBe('MIGRATION_FAILED');
    expect(details).toMatchObject({
      engineCode: '23505',
      offset: text.lastIndexOf('INSERT'),
      statement: 'INSERT INTO t\n VALUES (1)',
      constraint: 't_pkey',
      table: 't',
      detail: 'Key (i)=(1) already exists.',
    });
  });

  test('of an object that is already there, which has no position, is its statement', async () => {
    expect(await failsAt('CREATE TABLE t (i int);\nCREATE TABLE t (i int);')).toBe('CREATE TABLE t (i int);');
    expect(await failsAt('SELECT 1; CREATE TABLE t (i int);\n CREATE TABLE t (j int);')).toBe(
      'CREATE TABLE t (j int);',
    );
  });

  test('in the body of a function is the word in the body', async () => {
    const sql =
      "SELECT '🦆'; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT '🦆', nope $$; SELECT 2";
    expect(await failsAt(sql)).toBe('nope $$; SELECT 2');
    const plpgsql =
      'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN\n SELEC 1; END $$; SELECT 2';
    expect(await failsAt(plpgsql)).toBe('SELEC 1; END $$; SELECT 2');
  });

  test('in a long function body is not taken for a place in the statement', async () => {
    const padding = `-- ${'x'.repeat(20_000)}\n`;
    const body = `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ ${padding} SELECT nope $$;`;
    expect(await failsAt(`SELECT 1;\n${body}`)).toBe('nope $$;');
    expect(
      await failsAt(
        `SELECT 1;\nCREATE FUNCTION f(a int DEFAULT nope) RETURNS int LANGUAGE sql AS $$ ${padding} SELECT 1 $$;`,
      ),
    ).toMatch(/^nope\) RETURNS/);
  });

  test('inside a function that a statement calls is the statement', async () => {
    const text = `CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN INSERT INTO nope VALUES (1); RETURN 1; END $$;
SELECT 1; SELECT f();`;
    expect(await failsAt(text)).toBe('SELECT f();');
  });

  test('in the second piece of a large script is exact', async () => {
    const lines = Array.from({ length: 700 }, (_, i) => `INSERT INTO t VALUES (${i}, '🦆');`);
    const text = `CREATE TABLE t (i int PRIMARY KEY, s text);\n${lines.join('\n')}\nINSERT INTO t VALUES (3, 'x');\nSELECT 1;`;
    expect(await failsAt(text)).toBe("INSERT INTO t VALUES (3, 'x');\nSELECT 1;");
    expect(await f.names()).toEqual([]);
  });
});

test('SELECT .. INTO makes a table, as it does outside of EXECUTE', async () => {
  await f.apply(1, 'SELECT 1 AS a INTO made; select 2 as b into also;');
  expect(await f.query('SELECT a, b FROM made, also')).toEqual([{ a: 1, b: 2 }]);
});

describe('what cannot be rolled back is refused', () => {
  test.each([
    ['COMMIT', '0A000'],
    ['BEGIN', '0A000'],
    ['SAVEPOINT s', '0A000'],
    ["PREPARE TRANSACTION 'x'", '0A000'],
    ['COPY t FROM STDIN', '0A000'],
    ['VACUUM t', '25001'],
    ['CREATE INDEX CONCURRENTLY i ON t (i)', '25001'],
    ['DO $$ BEGIN COMMIT; END $$', '2D000'],
    ['CALL p()', '2D000'],
  ])('%s', async (statement, state) => {
    const text = `CREATE TABLE t (i int);
CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;
${statement};`;
    const { code, details } = await f.failure(1, text);
    expect([code, details['engineCode']]).toEqual(['FORBIDDEN_STATEMENT', state]);
    expect(details['offset']).toBe(text.lastIndexOf(`\n${statement}`) + 1);
    expect(await f.query(`SELECT to_regclass('t') AS t`)).toEqual([{ t: null }]);
    expect(await f.names()).toEqual([]);
  });
});

describe('what an error of the server means', () => {
  test('a foreign key that fails at once, or when the script ends', async () => {
    const tables = 'CREATE TABLE a (i int PRIMARY KEY); CREATE TABLE b (i int REFERENCES a DEFERRABLE);';
    const now = await f.failure(1, `${tables} INSERT INTO b VALUES (7);`);
    expect([now.code, now.details['constraint'], now.details['table']]).toEqual([
      'FOREIGN_KEY_VIOLATION',
      'b_i_fkey',
      'b',
    ]);
    const later = await f.failure(1, `${tables} SET CONSTRAINTS ALL DEFERRED; INSERT INTO b VALUES (7);`);
    expect(later.code).toBe('FOREIGN_KEY_VIOLATION');
    expect(later.details).toMatchObject({ constraint: 'b_i_fkey', offset: null, statement: null });
  });

  test('a script that catches the cancellation was interrupted all the same', async () => {
    const controller = new AbortController();
    const text = `DO $$ BEGIN PERFORM pg_sleep(60);
EXCEPTION WHEN query_canceled THEN RAISE EXCEPTION 'swallowed'; END $$;`;
    setTimeout(() => controller.abort(), 150);
    expect((await f.failure(1, text, { signal: controller.signal })).code).toBe('INTERRUPTED');
    expect(await f.names()).toEqual([]);
  });

  test('a script may limit how long it waits for a table', async () => {
    await f.apply(1, 'CREATE TABLE t (i int)');
    const other = await f.open();
    const held = await other.prepare({
      ...(await f.write(9, 'LOCK TABLE t')),
      history: { schema: 'public', table: 'other' },
      expected: { format: 'absent', revision: '0', installTarget: null },
    });
    if (held.outcome !== 'prepared') throw new Error(held.outcome);
    const { code, details } = await f.failure(2, "SET LOCAL lock_timeout = '50ms'; ALTER TABLE t ADD j int;");
    expect([code, details['engineCode']]).toEqual(['MIGRATION_FAILED', '55P03']);
    await held.step.rollback();
    expect(await f.names()).toEqual(['V1__step']);
  });

  test('a missing privilege of the script', async () => {
    await f.query('CREATE ROLE errors_reader; CREATE TABLE secret (i int)').catch(() => undefined);
    const { code } = await f.failure(1, 'SET LOCAL ROLE errors_reader; SELECT * FROM public.secret;');
    expect(code).toBe('PERMISSION_DENIED');
    await f.query('DROP ROLE errors_reader');
  });

  test('a connection that is ended in the middle is lost, and the session goes on with another', async () => {
    const { code, details } = await f.failure(1, 'SELECT pg_terminate_backend(pg_backend_pid());');
    expect([code, details['connectionLost']]).toEqual(['DATABASE_UNREACHABLE', true]);
    expect(await f.apply(1, 'CREATE TABLE t (i int)')).toMatchObject({ outcome: 'applied' });
  });

  test('after which the database may be another one: its identity is read again', async () => {
    const before = await f.session.identity();
    expect(await f.session.identity()).toBe(before);
    const admin = new URL(f.url);
    admin.pathname = '/postgres';
    const name = new URL(f.url).pathname.slice(1);
    await query(admin.href, `DROP DATABASE ${name} WITH (FORCE)`);
    await query(admin.href, `CREATE DATABASE ${name}`);
    await f.session.reconnect();
    expect(await f.session.identity()).not.toBe(before);
  });

  test('an idle connection that is ended harms nothing', async () => {
    await f.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await new Promise((done) => setTimeout(done, 50));
    expect(await f.names()).toEqual([]);
  });

  test('a timeout that the server ends the transaction with', async (context) => {
    const [{ version } = {}] = await f.query(`SELECT current_setting('server_version_num')::int AS version`);
    if (Number(version) < 170_000) return context.skip('transaction_timeout came with PostgreSQL 17');
    const { code } = await f.failure(1, "SET LOCAL transaction_timeout = '20ms'; SELECT pg_sleep(1);");
    expect(code).toBe('TRANSACTION_TIMEOUT');
  });

  test('08xxx that a script raises itself is no lost connection', async () => {
    const { code, details } = await f.failure(
      1,
      "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '08001'; END $$;",
    );
    expect([code, details['connectionLost']]).toEqual(['MIGRATION_FAILED', undefined]);
  });
});

describe('a database that cannot be opened', () => {
  async function openingFails(change: (url: URL) => void): Promise<Awaited<ReturnType<typeof failureOf>>> {
    const url = new URL(f.url);
    change(url);
    const error = await failureOf(openPg(url.href, { create: true }));
    const secret = url.password === '' ? 'no password' : url.password;
    expect(
      [error.message, JSON.stringify(error.details), error.stack, String(error.cause)].join(),
    ).not.toContain(secret);
    return error;
  }

  test.each([
    ['nobody listens', (url: URL) => (url.port = '1'), 'ECONNREFUSED'],
    ['the password is wrong', (url: URL) => (url.password = 'not-the-one'), '28P01'],
    ['the database does not exist', (url: URL) => (url.pathname = '/nowhere'), '3D000'],
    ['the host is unknown', (url: URL) => (url.hostname = 'nowhere.invalid'), 'ENOTFOUND'],
  ])('because %s is DATABASE_UNREACHABLE', async (_, change, engineCode) => {
    const { code, details } = await openingFails(change);
    expect([code, details['connectionLost']]).toEqual(['DATABASE_UNREACHABLE', undefined]);
    expect(['EAI_AGAIN', engineCode]).toContain(details['engineCode']);
  });

  test('because its URL is none says so without the URL', async () => {
    const { code, message } = await failureOf(openPg('postgres://me:hidden@ho st:x/y', { create: true }));
    expect(code).toBe('CONFIG_INVALID');
    expect(message).not.toContain('hidden');
  });
});
