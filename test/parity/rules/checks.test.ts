import { describe, expect, test } from 'vitest';
import { acceptException } from '../../../src/parity/file/accept-exception.ts';
import { parseParityFile } from '../../../src/parity/file/parity-file.ts';
import { useTwoSides } from './two-sides.ts';

const sides = useTwoSides();

async function same(postgres: string, sqlite: string): Promise<void> {
  expect(await sides.found(postgres, sqlite)).toEqual([]);
}

describe('check', () => {
  test('missing on either side, or another one', async () => {
    const checked = 'CREATE TABLE t (a integer CHECK (a > 0))';
    const plain = 'CREATE TABLE t (a integer)';
    await sides.differsUntilAccepted(checked, plain, 'error check:sqlite:t(a)');
    await sides.differsUntilAccepted(plain, checked, 'error check:postgres:t(a)');
    await sides.differsUntilAccepted(
      checked,
      'CREATE TABLE t (a INTEGER CHECK (a > 1))',
      'error check:both:t(a)',
    );
  });

  test('a check that is split in two, and the order of its parts, say nothing', async () => {
    await same(
      'CREATE TABLE t (a integer, b integer, CHECK (a > 0 AND b BETWEEN 1 AND 9))',
      'CREATE TABLE t (a INTEGER CHECK (a > 0), b INTEGER CHECK (b <= 9), CHECK (b >= 1))',
    );
    await same(
      "CREATE TABLE t (a text CHECK (a IN ('x', 'y')), b text CHECK (b IN ('z')))",
      "CREATE TABLE t (a TEXT CHECK (a = 'y' OR a = 'x'), b TEXT CHECK (b = 'z'))",
    );
  });

  test('several that differ on the same columns are one difference', async () => {
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a integer CHECK (a > 0 AND a <> 5 AND a < 9))',
      'CREATE TABLE t (a INTEGER)',
      'error check:sqlite:t(a)',
    );
  });

  test('what the type opposite implies is no rule', async () => {
    await same(
      'CREATE TABLE t (a boolean, b jsonb, c uuid, d timestamptz, e integer)',
      `CREATE TABLE t (a INTEGER CHECK (a IN (0, 1)), b TEXT CHECK (json_valid(b)), c TEXT CHECK (length(c) = 36),
d TEXT CHECK (d IS NULL OR datetime(d) IS NOT NULL), e INTEGER CHECK (typeof(e) IN ('integer', 'null')))`,
    );
    expect(
      await sides.found('CREATE TABLE t (a boolean)', 'CREATE TABLE t (a INTEGER CHECK (a = 1))'),
    ).toEqual(['error check:postgres:t(a)']);
    expect(
      await sides.found(
        'CREATE TABLE t (a boolean, b boolean)',
        'CREATE TABLE t (a INTEGER CHECK (a IN (0, 1) OR b), b INTEGER)',
      ),
    ).toEqual(['error check:postgres:t(a,b)']);
  });

  test('a form that refuses NULL is a rule where NULL may be', async () => {
    const sqlite = (end: string): string => `CREATE TABLE t (d TEXT ${end} CHECK (datetime(d) IS NOT NULL))`;
    expect(await sides.found('CREATE TABLE t (d timestamptz)', sqlite(''))).toEqual([
      'error check:postgres:t(d)',
    ]);
    await same('CREATE TABLE t (d timestamptz NOT NULL)', sqlite('NOT NULL'));
  });

  test('NOT VALID is a warning', async () => {
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a integer); ALTER TABLE t ADD CHECK (a > 0) NOT VALID',
      'CREATE TABLE t (a INTEGER CHECK (a > 0))',
      'warning check:both:t(a)',
    );
  });
});

const touch = 'CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;';
const ours = (sql: string): string =>
  `${touch} CREATE TABLE t (a integer, b integer); CREATE TRIGGER tr ${sql} EXECUTE FUNCTION touch()`;
const theirs = (sql: string): string =>
  `CREATE TABLE t (a INTEGER, b INTEGER); CREATE TRIGGER tr ${sql} BEGIN SELECT 1; END`;

describe('trigger', () => {
  test('missing on either side', async () => {
    await sides.differsUntilAccepted(
      ours('BEFORE INSERT ON t FOR EACH ROW'),
      'CREATE TABLE t (a INTEGER, b INTEGER)',
      'error trigger:sqlite:t.tr',
    );
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a integer, b integer)',
      theirs('BEFORE INSERT ON t'),
      'error trigger:postgres:t.tr',
    );
  });

  test('another timing, WHEN, column list or FOR EACH', async () => {
    const line = 'error trigger:both:t.tr';
    const row = ours('BEFORE UPDATE ON t FOR EACH ROW');
    await sides.differsUntilAccepted(row, theirs('AFTER UPDATE ON t'), line);
    await sides.differsUntilAccepted(row, theirs('BEFORE UPDATE OF a ON t'), line);
    await sides.differsUntilAccepted(row, theirs('BEFORE UPDATE ON t WHEN NEW.a > 0'), line);
    await sides.differsUntilAccepted(
      ours('BEFORE UPDATE ON t FOR EACH STATEMENT'),
      theirs('BEFORE UPDATE ON t'),
      line,
    );
  });

  test('one of several events is one of several triggers; TRUNCATE is nothing to SQLite', async () => {
    const postgres = `${ours('BEFORE INSERT OR DELETE ON t FOR EACH ROW')};
CREATE TRIGGER cut BEFORE TRUNCATE ON t FOR EACH STATEMENT EXECUTE FUNCTION touch()`;
    const sqlite = `${theirs('BEFORE INSERT ON t')};
CREATE TRIGGER tr_delete BEFORE DELETE ON t BEGIN SELECT 1; END`;
    await same(postgres, sqlite);
    const { notCompared } = await sides.compare(postgres, sqlite);
    expect(notCompared.map(({ side, kind, name }) => `${side} ${kind} ${name}`)).toContain(
      'postgres truncate trigger t.cut',
    );
    await same(
      ours('BEFORE UPDATE OF b, a ON t FOR EACH ROW WHEN (NEW.a > OLD.a)'),
      theirs('BEFORE UPDATE OF a, b ON t WHEN new.a > old.a'),
    );
  });

  test('one that stands for a check settles both, as long as neither changes', async () => {
    const checked = 'CREATE TABLE t (a integer CHECK (a > 0), b integer)';
    const plain = 'CREATE TABLE t (a integer, b integer)';
    const sqlite = theirs('BEFORE INSERT ON t');
    const standsFor = 'check:sqlite:t(a)';
    const { differences: found } = await sides.compare(checked, sqlite);
    const trigger = found.find(({ kind }) => kind === 'trigger')!;
    const reason = 'SQLite cannot add a CHECK to a table';
    const unfinished = JSON.stringify({
      accepted: [{ id: trigger.id, postgres: null, sqlite: null, reason, standsFor }],
    });
    const text = acceptException(unfinished, trigger, reason, found);
    const { accepted: entries } = parseParityFile(text, 'parity.json');
    const [entry] = entries;
    const staleWith = async (...schemas: readonly [string, string]): Promise<readonly string[]> => {
      const { staleExceptions } = await sides.compare(...schemas, { accepted: entries });
      return staleExceptions.map(({ reason: why }) => why);
    };

    const { differences, accepted } = await sides.compare(checked, sqlite, { accepted: entries });
    expect(differences.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(accepted.map(({ difference }) => difference.id)).toEqual([standsFor, trigger.id].toSorted());
    expect(await staleWith(plain, sqlite)).toEqual([
      `It stands for ${standsFor}, which is no difference any more.`,
    ]);
    expect(await staleWith(checked.replace('> 0', '> 1'), sqlite)).toEqual([
      'On PostgreSQL it was `a > 0` when it was accepted, and is `a > 1` now.',
    ]);
    const other = sqlite.replace('SELECT 1', 'SELECT 2');
    expect(other).not.toBe(sqlite);
    expect(await staleWith(checked, other)).toEqual([
      expect.stringContaining(`On SQLite it was \`${entry?.sqlite}\` when it was accepted`),
    ]);
    expect(await staleWith(checked, sqlite.replace('SELECT 1', 'SELECT   1'))).toEqual([]);
  });
});

describe('view', () => {
  const table = 'CREATE TABLE t (a integer, b integer);';

  test('missing, with other columns, or materialized', async () => {
    const view = `${table} CREATE VIEW v AS SELECT a, b FROM t`;
    await sides.differsUntilAccepted(view, table, 'error view:sqlite:v');
    await sides.differsUntilAccepted(table, view, 'error view:postgres:v');
    await sides.differsUntilAccepted(
      view,
      `${table} CREATE VIEW v AS SELECT b, a FROM t`,
      'error view:both:v',
    );
    await sides.differsUntilAccepted(
      `${table} CREATE MATERIALIZED VIEW v AS SELECT a, b FROM t`,
      view,
      'error view:both:v',
    );
    await same(view, `${table} CREATE VIEW V AS SELECT A, t.B FROM t`);
  });

  test('one whose table is gone', async () => {
    await sides.differsUntilAccepted(
      `${table} CREATE VIEW v AS SELECT a FROM t`,
      `${table} CREATE VIEW v AS SELECT a FROM gone`,
      'error view:sqlite:v',
    );
  });
});
