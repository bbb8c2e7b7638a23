import { describe, expect, test } from 'vitest';
import { usePg } from './pg-fixture.ts';
import { createItem, inserts, runSeries, seriesOf, stepNames } from './pg-series.ts';

const f = usePg();

const items = async (): Promise<readonly unknown[]> =>
  (await f.query('SELECT id FROM item ORDER BY id')).map(({ id }) => id);
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('a series on a connection of our own', () => {
  test('has each step in a transaction of its own: its own now(), time and duration', async () => {
    await f.apply(1, 'CREATE TABLE seen (id int, at timestamptz DEFAULT now())');
    const texts = Array.from({ length: 12 }, (_, id) => `INSERT INTO seen (id) VALUES (${id})`);
    texts[8] = `SELECT pg_sleep(0.06); ${texts[8]}`;
    const { told, outcome } = await runSeries(f.session, await seriesOf(f, 2, texts));
    expect(outcome).toBe('applied');
    expect(told[8]?.durationMs).toBeGreaterThanOrEqual(60);
    expect(told[9]?.durationMs).toBeLessThan(60);
    const rows = await f.query(
      `SELECT at > (SELECT h.applied_at FROM schema_migrations h WHERE h.revision = id + 1) AS ok FROM seen WHERE id > 0`,
    );
    expect(rows).toEqual(Array.from({ length: 11 }, () => ({ ok: true })));
    expect(await f.query('SELECT count(DISTINCT xmin::text)::int AS n FROM seen')).toEqual([{ n: 12 }]);
  });

  test('goes on behind what is sent by itself: a large script, one that prepares, an absent history', async () => {
    const texts = [createItem, ...inserts(9)];
    texts[4] += 'SELECT 1;'.repeat(501);
    texts[6] += 'PREPARE q AS SELECT 1;';
    texts[7] += 'PREPARE q AS SELECT 1;';
    const { told, outcome } = await runSeries(f.session, await seriesOf(f, 1, texts));
    expect([outcome, told.length]).toEqual(['applied', 10]);
    expect(await items()).toEqual(upTo(9));
    expect(await f.names()).toEqual(stepNames(10));
    expect(told.map(({ revision }) => revision)).toEqual(
      stepNames(10).map((name, index) => `${index + 1} ${name}`),
    );
  });

  test('takes scripts of 64 kB and of a hundred statements among the others', async () => {
    const texts = [createItem, ...inserts(12)];
    for (const at of [6, 7, 8]) texts[at] += `-- ${'x'.repeat(70_000)}\nSELECT 1;`;
    for (const at of [10, 11]) texts[at] += 'SELECT 1;'.repeat(120);
    const { outcome } = await runSeries(f.session, await seriesOf(f, 1, texts));
    expect(outcome).toBe('applied');
    expect(await items()).toEqual(upTo(12));
  });

  test('says where the failing script failed, and of what; what stood before it stays, nothing behind it is there', async () => {
    await f.apply(1, createItem);
    const texts = inserts(14);
    const bad = 'INSERT INTO item VALUES (1);';
    texts[9] = `-- é🦆\nSELECT 1;\n${bad}`;
    const { told, error } = await runSeries(f.session, await seriesOf(f, 2, texts));
    expect(error).toMatchObject({
      code: 'MIGRATION_FAILED',
      details: { engineCode: '23505', offset: texts[9].indexOf(bad), statement: bad.slice(0, -1) },
    });
    expect(told).toHaveLength(9);
    expect(await f.names()).toEqual(stepNames(10));
    expect(await items()).toEqual(upTo(9));
    const rest = await runSeries(f.session, await seriesOf(f, 11, inserts(14).slice(9)));
    expect(rest).toMatchObject({ outcome: 'applied', told: { length: 5 } });
    expect(await items()).toEqual(upTo(14));
  });

  test('points into the body of a function, and to a syntax error, of the script that failed', async () => {
    await f.apply(1, createItem);
    for (const [text, at] of [
      ['SELECT 1;\nSELEC 2;', 'SELEC'],
      ['CREATE FUNCTION g() RETURNS int LANGUAGE sql AS $$ SELECT nowhere $$;', 'nowhere'],
    ] as const) {
      const from = (await f.names()).length + 1;
      const texts = [...inserts(from + 5).slice(from - 2, from + 1), text, 'SELECT 1'];
      const { told, error } = await runSeries(f.session, await seriesOf(f, from, texts));
      expect(told).toHaveLength(3);
      expect(error).toMatchObject({ details: { offset: text.lastIndexOf(at) } });
    }
  });

  test('a deferred constraint that is violated fails its own step', async () => {
    await f.apply(
      1,
      `${createItem} CREATE TABLE part (id int REFERENCES item DEFERRABLE INITIALLY DEFERRED)`,
    );
    const texts = [...inserts(6), 'INSERT INTO part VALUES (99)', 'INSERT INTO item VALUES (99)'];
    const { told, error } = await runSeries(f.session, await seriesOf(f, 2, texts));
    expect(error).toMatchObject({ code: 'FOREIGN_KEY_VIOLATION', details: { table: 'part' } });
    expect(told).toHaveLength(6);
    expect(await f.query('SELECT * FROM part')).toEqual([]);
    expect(await items()).toEqual(upTo(6));
  });

  test('and one that is violated only at the COMMIT takes the row with it', async () => {
    // A trigger of the history that waits for the COMMIT, behind all that settles the script's own.
    await f.apply(
      1,
      `${createItem} CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.migration_name = 'V8__step' THEN RAISE EXCEPTION 'not this one'; END IF; RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON schema_migrations DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION refuse();`,
    );
    const { told, error } = await runSeries(f.session, await seriesOf(f, 2, inserts(12)));
    expect(error).toMatchObject({ code: 'MIGRATION_FAILED', message: expect.stringContaining('not this') });
    expect(told).toHaveLength(6);
    expect(await items()).toEqual(upTo(6));
    expect(await f.names()).toEqual(stepNames(7));
  });

  test('sets the install marker, keeps and clears it where the plan says', async () => {
    const marked = inserts(8).map((text, index) =>
      index === 3
        ? ([text, { install: { kind: 'set', target: 'V8__step' } }] as const)
        : index === 6
          ? ([text, { install: { kind: 'clear' } }] as const)
          : text,
    );
    await f.apply(1, `${createItem} CREATE TABLE marks (revision bigint, value text)`);
    await f.query(`CREATE FUNCTION mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO public.marks SELECT NEW.revision, (SELECT value FROM public.schema_migrations_state WHERE key = 'install');
      RETURN NULL; END $$;
    CREATE TRIGGER mark AFTER INSERT ON schema_migrations FOR EACH ROW EXECUTE FUNCTION mark()`);
    expect(await runSeries(f.session, await seriesOf(f, 2, marked))).toMatchObject({ outcome: 'applied' });
    expect((await f.session.read(f.history)).installTarget).toBeNull();
    expect(
      (await f.query('SELECT revision::int AS r FROM marks WHERE value IS NOT NULL ORDER BY 1')).map(
        ({ r }) => r,
      ),
    ).toEqual([6, 7, 8]);
  });

  test('stops sending when onApplied says so, and tells what was sent', async () => {
    await f.apply(1, createItem);
    const series = await seriesOf(f, 2, inserts(60));
    const { told, outcome } = await runSeries(f.session, series, (count) => count < 8);
    expect(outcome).toBe('applied');
    expect(told.length).toBeGreaterThanOrEqual(8);
    expect(told.length).toBeLessThanOrEqual(8 + 16);
    expect(await f.names()).toEqual(stepNames(told.length + 1));
  });
});
