import { describe, expect, test } from 'vitest';
import type { LockstepError } from '../../src/core/errors.ts';
import { applyAlone, failureOf, usePg } from './pg-fixture.ts';

const f = usePg();

const rows = ['V1__step', 'V2__step'];

async function twoApplied(): Promise<void> {
  await f.apply(1, 'CREATE TABLE t (i int)');
  await f.apply(2, 'CREATE TABLE u (i int)');
}

async function expectRefused(failure: LockstepError): Promise<void> {
  expect([failure.code, failure.details['engineCode']]).toEqual(['FORBIDDEN_STATEMENT', 'LS002']);
  expect(failure.message).toBe('the script, or a trigger or rule on the history, changed the history');
  expect(failure.hint).toContain('Leave the history to Lockstep');
  expect(await f.names()).toEqual(rows);
}

const trigger = (when: string, body: string, last = 'RETURN NEW'): string =>
  `CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; ${last}; END $$;
CREATE ${when} ON schema_migrations %s FOR EACH ROW EXECUTE FUNCTION meddle();`;
const remove = 'DELETE FROM public.schema_migrations WHERE migration_name = NEW.migration_name';

const meddlers: readonly (readonly [string, string])[] = [
  ['a trigger that deletes the row', trigger('TRIGGER m AFTER INSERT', remove)],
  ['a trigger that suppresses it', trigger('TRIGGER m BEFORE INSERT', 'NULL', 'RETURN NULL')],
  ['a trigger that renames it', trigger('TRIGGER m BEFORE INSERT', `NEW.migration_name := 'V99__x'`)],
  ['a trigger that changes its checksum', trigger('TRIGGER m BEFORE INSERT', `NEW.checksum := 'x'`)],
  [
    'a trigger that deletes another',
    trigger('TRIGGER m AFTER INSERT', 'DELETE FROM public.schema_migrations WHERE revision < NEW.revision'),
  ],
  [
    'a trigger that waits for the COMMIT',
    trigger('CONSTRAINT TRIGGER m AFTER INSERT', remove).replace('%s', 'DEFERRABLE INITIALLY DEFERRED'),
  ],
  ['a rule instead', 'CREATE RULE m AS ON INSERT TO schema_migrations DO INSTEAD NOTHING'],
  [
    'a rule besides',
    'CREATE RULE m AS ON INSERT TO schema_migrations DO ALSO DELETE FROM public.schema_migrations',
  ],
].map(([name = '', text = '']) => [name, text.replace('%s', '')]);

describe.each(meddlers)('%s on the history', (_, sql) => {
  test('stops every way to apply', async () => {
    await twoApplied();
    await f.query(sql);
    const text = 'CREATE TABLE v (i int);';
    await expectRefused(await f.failure(3, text));
    await expectRefused(await f.failure(3, `${text}${'SELECT 1;'.repeat(501)}`));
    await expectRefused(await failureOf(prepareAndCommit(text)));
    expect(await f.query(`SELECT to_regclass('v') AS v`)).toEqual([{ v: null }]);
    await expectRefused(await failureOf(applyAlone(f.session, await f.write(3, text))));
  });
});

async function prepareAndCommit(text: string): Promise<unknown> {
  const prepared = await f.session.prepare(await f.write(3, text));
  if (prepared.outcome !== 'prepared') throw new Error(prepared.outcome);
  await prepared.step.settle();
  return prepared.step.commit();
}

const copy = 'CREATE TABLE schema_migrations (LIKE old INCLUDING ALL)';

describe('a script that changes the history is rolled back', () => {
  test.each([
    ['deletes its rows', 'DELETE FROM schema_migrations'],
    ['empties it', 'TRUNCATE schema_migrations RESTART IDENTITY'],
    ['deletes the newest row', `DELETE FROM schema_migrations WHERE migration_name = 'V2__step'`],
    ['makes it anew', `ALTER TABLE schema_migrations RENAME TO old; ${copy}`],
    [
      'winds its numbers back',
      'ALTER TABLE schema_migrations ALTER revision SET MINVALUE -9 RESTART WITH -5',
    ],
    [
      'adds a row',
      `INSERT INTO schema_migrations (migration_name, category, checksum, applied_at, applied_by, duration_ms)
       VALUES ('V17__x', 'startup', '', now(), '', 0)`,
    ],
    ['adds a trigger', trigger('TRIGGER m AFTER INSERT', remove).replace('%s', '')],
  ])('where it %s', async (_, text) => {
    await twoApplied();
    await expectRefused(await f.failure(3, text));
    await expectRefused(await f.failure(3, `${text};${'SELECT 1;'.repeat(501)}`));
    await expectRefused(await failureOf(prepareAndCommit(text)));
  });

  test('where it deletes rows of an outdated one', async () => {
    await twoApplied();
    await f.query('ALTER TABLE schema_migrations DROP COLUMN note, DROP COLUMN revision');
    await expectRefused(
      await f.failure(3, `DELETE FROM schema_migrations WHERE migration_name = 'V1__step'`),
    );
    expect(await f.apply(3, 'SELECT 1')).toMatchObject({ outcome: 'applied', revision: '3 V3__step' });
  });

  test('where it runs statement by statement', async () => {
    await twoApplied();
    const text = 'SELECT 1;\nDELETE FROM schema_migrations;';
    await expectRefused(await failureOf(applyAlone(f.session, await f.write(3, text))));
  });
});

const deferred = (
  body: string,
): string => `CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; RETURN NULL; END $$;
CREATE TABLE d (i int);
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON d DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION later();
INSERT INTO d VALUES (1);`;
const forgetful = `CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RESET ALL; RETURN NULL; END $$;
CREATE TRIGGER forget BEFORE INSERT ON schema_migrations FOR EACH STATEMENT EXECUTE FUNCTION forget();`;

describe('a script never commits without its row', () => {
  test.each([
    ['a deferred trigger resets all settings', deferred('RESET ALL')],
    ['a deferred trigger speaks of the outcome', deferred("SET lockstep.outcome = 'moved'")],
    ['a trigger on the history resets all settings', forgetful],
    [
      'a rule on the history answers in our place',
      `CREATE RULE m AS ON INSERT TO schema_migrations DO ALSO SELECT '99 0 0' AS written`,
    ],
  ])('also where %s', async (_, text) => {
    await twoApplied();
    const install = { kind: 'set', target: 'V9' } as const;
    expect(await f.apply(3, text, { install })).toMatchObject({ outcome: 'applied', revision: '3 V3__step' });
    expect((await f.session.read(f.history)).installTarget).toBe('V9');
    expect(await f.apply(4, 'SELECT 1;'.repeat(501))).toMatchObject({ revision: '4 V4__step' });
  });

  test('and says so where a trigger on the history denies that it has run', async () => {
    await twoApplied();
    await expectRefused(
      await f.failure(
        3,
        trigger('TRIGGER m BEFORE INSERT', "SET lockstep.outcome = 'busy'", 'RETURN NULL').replace('%s', ''),
      ),
    );
  });
});
