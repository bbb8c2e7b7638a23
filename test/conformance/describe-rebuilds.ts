import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { LockstepError } from '../../src/core/errors.ts';
import { describeSubject } from './fixture.ts';
import { stepsFor } from './step-write.ts';
import type { Subject } from './subject.ts';

const tables = `CREATE TABLE parent (id INTEGER PRIMARY KEY, n TEXT);
CREATE TABLE owned (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id) ON DELETE CASCADE);
CREATE TABLE linked (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id) ON DELETE SET NULL);
INSERT INTO parent VALUES (1, 'one'), (2, 'two');
INSERT INTO owned VALUES (1, 1), (2, 2);
INSERT INTO linked VALUES (1, 1), (2, 2);`;

const rebuild = `CREATE TABLE parent_new (id INTEGER PRIMARY KEY, n TEXT NOT NULL);
INSERT INTO parent_new SELECT id, n FROM parent;
DROP TABLE parent;
ALTER TABLE parent_new RENAME TO parent;`;

/** SQLite changes a table by making it anew: the rows that point to it must survive. */
export function describeRebuilds(subject: Subject): void {
  describeSubject(subject, 'rebuilding', (f) => {
    const { it, apply, write } = f;
    const { history } = subject;

    async function children(): Promise<unknown> {
      const rows = await f.database.query(
        'SELECT o.parent AS owned, l.parent AS linked FROM owned o JOIN linked l ON l.id = o.id ORDER BY o.id',
      );
      return rows.map(({ owned, linked }) => [Number(owned), linked === null ? null : Number(linked)]);
    }

    async function failureOf(
      number: number,
      text: string,
      foreignKeys: 'on' | 'off' = 'on',
    ): Promise<LockstepError> {
      const step = await write(f.session, number, text, { foreignKeys });
      return f.session.apply(step).then(
        (result) => expect.fail(`is ${result.outcome}`),
        (error: LockstepError) => error,
      );
    }

    /** What a connection with foreign keys on does, and one with foreign keys off does not. */
    async function expectForeignKeysOn(number: number): Promise<void> {
      const error = await failureOf(number, 'INSERT INTO owned VALUES (99, 99)');
      expect(error.details['engineMessage']).toMatch(/FOREIGN KEY/);
    }

    for (const foreignKeys of ['on', 'off'] as const) {
      const how = foreignKeys === 'off' ? 'with the header' : 'noticed without the header';
      it(`children with CASCADE and SET NULL survive, ${how}, and foreign keys are on again`, async () => {
        await apply(f.session, 1, tables);
        await apply(f.session, 2, rebuild, { foreignKeys });
        expect(await children()).toEqual([
          [1, 1],
          [2, 2],
        ]);
        await expectForeignKeysOn(3);
        await apply(f.session, 3, 'DELETE FROM parent WHERE id = 1');
        expect(await f.database.query('SELECT id FROM owned')).toHaveLength(1);
      });
    }

    it('a table that refers to itself survives', async () => {
      await apply(
        f.session,
        1,
        `CREATE TABLE node (id INTEGER PRIMARY KEY, up INTEGER REFERENCES node (id) ON DELETE CASCADE);
INSERT INTO node VALUES (1, NULL), (2, 1), (3, 2);`,
      );
      await apply(
        f.session,
        2,
        `CREATE TABLE node_new (id INTEGER PRIMARY KEY, up INTEGER REFERENCES node (id) ON DELETE CASCADE);
INSERT INTO node_new SELECT id, up FROM node; DROP TABLE node; ALTER TABLE node_new RENAME TO node;`,
      );
      expect(await f.database.query('SELECT id FROM node')).toHaveLength(3);
    });

    it('a key that only the script makes counts too', async () => {
      await apply(f.session, 1, 'CREATE TABLE node (id INTEGER PRIMARY KEY); INSERT INTO node VALUES (1);');
      await apply(
        f.session,
        2,
        `CREATE TABLE leaf (id INTEGER PRIMARY KEY, node INTEGER REFERENCES "node" (id) ON DELETE CASCADE);
INSERT INTO leaf VALUES (1, 1);
CREATE TABLE node_new (id INTEGER PRIMARY KEY, n TEXT); INSERT INTO node_new SELECT id, 'n' FROM node;
DROP TABLE node; ALTER TABLE node_new RENAME TO node;`,
      );
      expect(await f.database.query('SELECT id FROM leaf')).toHaveLength(1);
    });

    const spelling: Readonly<Record<string, string>> = {
      'without a blank': 'REFERENCES"node"',
      'behind a comment': 'REFERENCES /* the one */ node',
      'as a string': "REFERENCES 'node'",
    };
    for (const [how, references] of Object.entries(spelling)) {
      it(`a key that only the script makes counts too, written ${how}`, async () => {
        await apply(f.session, 1, 'CREATE TABLE node (id INTEGER PRIMARY KEY); INSERT INTO node VALUES (1);');
        await apply(
          f.session,
          2,
          `CREATE TABLE leaf (id INTEGER PRIMARY KEY, node INTEGER ${references} (id) ON DELETE CASCADE);
INSERT INTO leaf VALUES (1, 1);
CREATE TABLE node_new (id INTEGER PRIMARY KEY, n TEXT); INSERT INTO node_new SELECT id, 'n' FROM node;
DROP TABLE node; ALTER TABLE node_new RENAME TO node;`,
        );
        expect(await f.database.query('SELECT id FROM leaf')).toHaveLength(1);
      });
    }

    it('children of a table whose name has capitals outside ASCII survive', async () => {
      await apply(f.session, 1, tables.replaceAll('parent', '"Élève"'));
      await apply(f.session, 2, rebuild.replaceAll('parent_new', 'fresh').replaceAll('parent', '"Élève"'));
      expect(await f.database.query('SELECT id FROM owned')).toHaveLength(2);
    });

    it('children survive where an earlier script left a temporary table of their name', async () => {
      await apply(
        f.session,
        1,
        `${tables}\nCREATE TEMPORARY TABLE owned AS SELECT * FROM main.owned;
CREATE TEMPORARY TABLE linked AS SELECT * FROM main.linked;`,
      );
      await apply(f.session, 2, rebuild);
      expect(await children()).toEqual([
        [1, 1],
        [2, 2],
      ]);
    });

    for (const change of ['rebuild', 'drop'] as const) {
      it(`children survive that another module makes while the ${change} waits for the lock`, async () => {
        const [parent, ...behind] = tables.split('\n');
        await apply(f.session, 1, `${parent}\nINSERT INTO parent VALUES (1, 'one'), (2, 'two');`);
        const step = await write(f.session, 2, change === 'drop' ? 'DROP TABLE parent' : rebuild);
        const others = stepsFor({ ...subject, history: { ...history, table: 'others' } });
        const other = await f.database.open();
        const made = behind.filter((line) => !line.includes('INTO parent')).join('\n');
        const held = await other.prepare(await others.write(other, 1, made));
        if (held.outcome !== 'prepared') return expect.fail(held.outcome);
        const going = Promise.allSettled([f.session.apply(step)]);
        await sleep(60);
        await held.step.commit();
        const [first] = await going;
        if (first.status === 'fulfilled') expect(['applied', 'busy']).toContain(first.value.outcome);
        else expect(first.reason).toMatchObject({ code: 'FOREIGN_KEY_VIOLATION' });
        expect(await children()).toEqual([
          [1, 1],
          [2, 2],
        ]);
      });
    }

    it('a failing rebuild leaves everything, and foreign keys on', async () => {
      await apply(f.session, 1, tables);
      const before = await f.database.catalog();
      const error = await failureOf(2, `${rebuild}\nINSERT INTO nowhere VALUES (1);`);
      expect(error.details['statement']).toBe('INSERT INTO nowhere VALUES (1)');
      expect(await f.database.catalog()).toEqual(before);
      await expectForeignKeysOn(2);
      expect(await children()).toHaveLength(2);
    });

    it('rows that a rebuild leaves without a parent are listed, and nothing is kept', async () => {
      await apply(f.session, 1, tables);
      const before = await f.database.catalog();
      const lossy = rebuild.replace('FROM parent;', 'FROM parent WHERE id = 1;');
      const error = await failureOf(2, lossy);
      expect(error.code).toBe('FOREIGN_KEY_VIOLATION');
      expect(error.details).toMatchObject({ count: 2 });
      expect(error.details['violations']).toHaveLength(2);
      expect(error.details['violations']).toEqual(
        expect.arrayContaining([
          { table: 'owned', rowid: 2, parent: 'parent' },
          { table: 'linked', rowid: 2, parent: 'parent' },
        ]),
      );
      expect(await f.database.catalog()).toEqual(before);
      await expectForeignKeysOn(2);
    });

    it('of very many violations a hundred are listed and all are counted', async () => {
      const rows = Array.from({ length: 300 }, (_, index) => `(${index + 10}, 2)`).join(', ');
      await apply(f.session, 1, `${tables}\nINSERT INTO owned VALUES ${rows};`);
      const error = await failureOf(2, rebuild.replace('FROM parent;', 'FROM parent WHERE id = 1;'));
      expect(error.details).toMatchObject({ count: 302 });
      expect(error.details['violations']).toHaveLength(100);
    });

    it('violations that were there before are not new, also where the rebuild gives their rows other rowids', async () => {
      await apply(
        f.session,
        1,
        `${tables}\nCREATE TABLE tag (name TEXT PRIMARY KEY, parent INTEGER REFERENCES parent (id));
INSERT INTO tag VALUES ('a', 1), ('b', 1);`,
      );
      await f.database.run(`PRAGMA foreign_keys = OFF; INSERT INTO tag VALUES ('c', 77); DELETE FROM tag WHERE name = 'a';
INSERT INTO owned VALUES (3, 78); PRAGMA foreign_keys = ON;`);
      await apply(
        f.session,
        2,
        `${rebuild}
CREATE TABLE tag_new (name TEXT PRIMARY KEY, parent INTEGER REFERENCES parent (id));
INSERT INTO tag_new SELECT name, parent FROM tag; DROP TABLE tag; ALTER TABLE tag_new RENAME TO tag;`,
      );
      expect(await f.database.query('SELECT name FROM tag')).toHaveLength(2);
      const error = await failureOf(3, `${rebuild} UPDATE owned SET parent = 79 WHERE id = 1;`);
      expect(error.details).toMatchObject({
        count: 1,
        violations: [{ table: 'owned', rowid: 1, parent: 'parent' }],
      });
    });

    it('a violation that takes the place of an old one is new, also in a rebuilt table', async () => {
      const pair = `CREATE TABLE tag (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id));
INSERT INTO tag VALUES (1, 1), (2, 2);`;
      await apply(f.session, 1, `${tables}\n${pair}`);
      await f.database.run(
        'PRAGMA foreign_keys = OFF; INSERT INTO tag VALUES (3, 77); PRAGMA foreign_keys = ON;',
      );
      const anew = `CREATE TABLE tag_new (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id));
INSERT INTO tag_new SELECT id + 10, parent FROM tag WHERE id <> 3; DROP TABLE tag;
ALTER TABLE tag_new RENAME TO tag;`;
      const error = await failureOf(2, `${rebuild} UPDATE tag SET parent = 79 WHERE id = 1; ${anew}`);
      expect(error.details).toMatchObject({
        count: 1,
        violations: [{ table: 'tag', rowid: 11, parent: 'parent' }],
      });
      await apply(f.session, 2, `${rebuild} ${anew.replace('WHERE id <> 3', '')}`);
      expect(await f.database.query('SELECT id FROM tag')).toHaveLength(3);
    });

    it('a key to columns that are not unique can be mended, and not be left', async () => {
      await apply(
        f.session,
        1,
        `CREATE TABLE loose (id INTEGER, n TEXT); CREATE TABLE leaf (id INTEGER PRIMARY KEY, l INTEGER REFERENCES loose (id));
INSERT INTO loose VALUES (1, 'one');`,
      );
      const mending = (id: string): string => `CREATE TABLE loose_new (${id}, n TEXT);
INSERT INTO loose_new SELECT id, n FROM loose; DROP TABLE loose; ALTER TABLE loose_new RENAME TO loose;`;
      const error = await failureOf(2, mending('id INTEGER'));
      expect(error.message).toContain('foreign key mismatch');
      await apply(f.session, 2, `${mending('id INTEGER PRIMARY KEY')} INSERT INTO leaf VALUES (1, 1);`);
      expect(await f.database.query('SELECT id FROM leaf')).toHaveLength(1);
    });

    it('prepared, violations are found before the commit and foreign keys are on after the rollback', async () => {
      await apply(f.session, 1, tables);
      const step = await write(f.session, 2, rebuild);
      const result = await f.session.prepare(step);
      if (result.outcome !== 'prepared') return expect.fail(result.outcome);
      await result.step.settle();
      await result.step.rollback();
      await expectForeignKeysOn(2);
      await apply(f.session, 2, rebuild);
      expect(await children()).toHaveLength(2);
    });

    it('a view on the table makes the rename fail, and the hint says what to do', async () => {
      await apply(f.session, 1, `${tables}\nCREATE VIEW named AS SELECT n FROM parent;`);
      const error = await failureOf(2, rebuild);
      expect(error).toMatchObject({
        code: 'MIGRATION_FAILED',
        hint: expect.stringContaining('Drop the view named'),
      });
      await apply(f.session, 2, `DROP VIEW named; ${rebuild} CREATE VIEW named AS SELECT n FROM parent;`);
      expect(await f.database.query('SELECT n FROM named')).toHaveLength(2);
      expect((await f.session.read(history)).history).toHaveLength(2);
    });

    it('a rebuild of a table that nothing refers to runs with foreign keys on', async () => {
      await apply(f.session, 1, `${tables}\nCREATE TABLE alone (id INTEGER PRIMARY KEY);`);
      await apply(f.session, 2, 'DELETE FROM parent WHERE id = 1; DROP TABLE alone;');
      expect(await f.database.query('SELECT id FROM owned')).toHaveLength(1);
    });
  });
}
