import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { LockstepError } from '../../src/core/errors.ts';
import { describeSubject } from './fixture.ts';
import type { Subject } from './subject.ts';

const createItem = 'CREATE TABLE item (id INTEGER PRIMARY KEY, n TEXT NOT NULL);';

/** Effects and history row together, or nothing. */
export function describeApplying(subject: Subject): void {
  describeSubject(subject, 'applying', (f) => {
    const { it, apply, write } = f;
    const { history } = subject;

    async function failureOf(work: Promise<unknown>): Promise<LockstepError> {
      const error = await work.then(
        (value) => new Error(`resolved with ${JSON.stringify(value)}`),
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(LockstepError);
      return error as LockstepError;
    }

    async function everything(): Promise<unknown> {
      return { catalog: await f.database.catalog(), snapshot: await f.session.read(history) };
    }

    it('effects and row are there together', async () => {
      await apply(f.session, 1, `${createItem}\nINSERT INTO item VALUES (1, 'one');`);
      expect(await f.database.query('SELECT id, n FROM item')).toMatchObject([{ n: 'one' }]);
      expect((await f.session.read(history)).history).toHaveLength(1);
    });

    it('a failure in the middle of many statements leaves nothing and names its statement', async () => {
      await apply(f.session, 1, createItem);
      const before = await everything();
      const lines = Array.from(
        { length: 400 },
        (_, id) => `INSERT INTO item VALUES (${id}, 'value ${id};');`,
      );
      lines[317] = "INSERT INTO item (id, name) VALUES (317, 'no such column');";
      const text = `-- A comment; with a semicolon.\nCREATE TABLE more (id INTEGER PRIMARY KEY);\n${lines.join('\n')}\n`;
      const error = await failureOf(f.session.apply(await write(f.session, 2, text)));
      expect(error.code).toBe('MIGRATION_FAILED');
      expect(error.details).toMatchObject({
        engineCode: expect.any(String),
        engineMessage: expect.any(String),
      });
      const start = text.indexOf(lines[317]!);
      expect(error.details['offset']).toBeGreaterThanOrEqual(start);
      expect(error.details['offset']).toBeLessThan(start + lines[317]!.length);
      expect(String(error.details['statement'])).toContain('no such column');
      expect(await everything()).toEqual(before);
    });

    it('a statement that nobody can parse is named, wherever it stands', async () => {
      for (const place of [0, 1, 700, 1_200]) {
        const lines = Array.from({ length: 1_201 }, (_, id) => `INSERT INTO item VALUES (${id}, 'x');`);
        lines[place] = `CREATE TABEL more (id INTEGER PRIMARY KEY);`;
        const text = `${createItem}\n${lines.join('\n')}\n`;
        const error = await failureOf(f.session.apply(await write(f.session, 1, text)));
        expect(error.code).toBe('MIGRATION_FAILED');
        const start = text.indexOf('CREATE TABEL');
        expect(error.details['offset']).toBeGreaterThanOrEqual(start);
        expect(error.details['offset']).toBeLessThan(start + lines[place].length);
      }
      expect(await f.session.read(history)).toMatchObject({ format: 'absent', tables: [] });
    });

    it('a failure of the very first write leaves no history table', async () => {
      const before = await f.database.catalog();
      const error = await failureOf(
        f.session.apply(await write(f.session, 1, `${createItem} INSERT INTO nowhere VALUES (1);`)),
      );
      expect(error.code).toBe('MIGRATION_FAILED');
      expect(await f.session.read(history)).toMatchObject({ format: 'absent', tables: [] });
      await f.session.leave(history);
      expect((await f.database.catalog()).filter((line) => !line.includes('_state'))).toEqual(before);
    });

    it('the session works on after every kind of failure', async () => {
      await apply(f.session, 1, `${createItem} INSERT INTO item VALUES (1, 'one');`);
      const failing = [
        'SELEC 1',
        'INSERT INTO nowhere VALUES (1)',
        "INSERT INTO item VALUES (1, 'again')",
        'INSERT INTO item VALUES (2, NULL)',
        "CREATE TABLE half (id INTEGER PRIMARY KEY); INSERT INTO item VALUES (3, 'three'); DROP TABLE nowhere",
      ];
      for (const text of failing) {
        const error = await failureOf(f.session.apply(await write(f.session, 2, text)));
        expect(error.code, text).toBe('MIGRATION_FAILED');
      }
      await apply(f.session, 2, "INSERT INTO item VALUES (2, 'two')");
      expect(await f.database.query('SELECT n FROM item ORDER BY id')).toMatchObject([
        { n: 'one' },
        { n: 'two' },
      ]);
    });

    it('a history that is not what the plan saw is moved, and nothing ran', async () => {
      const stale = await f.session.read(history);
      await apply(f.session, 1, createItem);
      const before = await everything();
      const text = 'CREATE TABLE other (id INTEGER PRIMARY KEY)';
      expect(await f.session.apply(await write(f.session, 1, text, { expected: stale }))).toEqual({
        outcome: 'moved',
      });
      expect(await everything()).toEqual(before);
    });

    it('a newest row deleted and written anew under the same number is noticed', async () => {
      await apply(f.session, 1, createItem);
      await apply(f.session, 2, 'CREATE TABLE b (id INTEGER PRIMARY KEY)');
      const stale = await f.session.read(history);
      await f.database.run(
        "UPDATE schema_migrations SET migration_name = 'V3__other' WHERE migration_name = 'V2__step'",
      );
      const step = await write(f.session, 4, 'CREATE TABLE c (id INTEGER PRIMARY KEY)', { expected: stale });
      expect(await f.session.apply(step)).toEqual({ outcome: 'moved' });
    });

    it('the install marker is set, kept, raised and cleared with the rows', async () => {
      const target = async (): Promise<string | null> => (await f.session.read(history)).installTarget;
      await apply(f.session, 1, createItem, { install: { kind: 'set', target: 'V3__step' } });
      expect(await target()).toBe('V3__step');
      await apply(f.session, 2, 'CREATE TABLE b (id INTEGER PRIMARY KEY)');
      expect(await target()).toBe('V3__step');
      await apply(f.session, 3, 'CREATE TABLE c (id INTEGER PRIMARY KEY)', {
        install: { kind: 'set', target: 'V4__step' },
      });
      expect(await target()).toBe('V4__step');
      const failing = await write(f.session, 4, 'INSERT INTO nowhere VALUES (1)', {
        install: { kind: 'clear' },
      });
      await failureOf(f.session.apply(failing));
      expect(await target()).toBe('V4__step');
      await apply(f.session, 4, 'CREATE TABLE d (id INTEGER PRIMARY KEY)', { install: { kind: 'clear' } });
      expect(await target()).toBeNull();
    });

    it('an install marker that another process raised is moved', async () => {
      await apply(f.session, 1, createItem, { install: { kind: 'set', target: 'V3__step' } });
      const seen = await f.session.read(history);
      const step = await write(f.session, 2, 'CREATE TABLE b (id INTEGER PRIMARY KEY)', {
        expected: { ...seen, installTarget: 'V2__step' },
      });
      expect(await f.session.apply(step)).toEqual({ outcome: 'moved' });
    });

    it('a declared no-op writes its row and nothing else', async () => {
      await apply(f.session, 1, createItem);
      const before = await f.database.catalog();
      await apply(f.session, 2, '-- lockstep: no-op="nothing to do"\n', { noOp: 'nothing to do' });
      expect(await f.database.catalog()).toEqual(before);
      expect((await f.session.read(history)).history.at(-1)?.name).toBe('V2__step');
    });

    it('text of every language arrives as it was written', async () => {
      const value = 'naïve — Ω 漢字 🦆 \u202e "quoted"; -- no comment /* nor this */';
      await apply(f.session, 1, `${createItem}\nINSERT INTO item VALUES (1, '${value}');`);
      expect(await f.database.query('SELECT n FROM item')).toMatchObject([{ n: value }]);
    });

    it('the offset counts what stands before the failing statement in UTF-16 units', async () => {
      const text = `${createItem}\nINSERT INTO item VALUES (1, '🦆🦆🦆');\nINSERT INTO nowhere VALUES (1);`;
      const error = await failureOf(f.session.apply(await write(f.session, 1, text)));
      expect(error.details['offset']).toBeGreaterThanOrEqual(text.indexOf('INSERT INTO nowhere'));
    });

    it('a large script is applied whole', async () => {
      const rows = Array.from(
        { length: 3_000 },
        (_, id) => `INSERT INTO item VALUES (${id}, '${'x'.repeat(200)}');`,
      );
      await apply(f.session, 1, `${createItem}\n${rows.join('\n')}`);
      const [counted] = await f.database.query('SELECT count(*) AS n FROM item');
      expect(Number(counted!['n'])).toBe(3_000);
    });

    it('a very long statement that fails is named by its beginning', async () => {
      const text = `INSERT INTO nowhere VALUES ('${'x'.repeat(50_000)}')`;
      const { details } = await failureOf(f.session.apply(await write(f.session, 1, text)));
      expect(details['statement']).toMatch(/^INSERT INTO nowhere VALUES \('x{1900,2000}…$/);
    });

    it('a failure at the end of a large script leaves nothing', async () => {
      const rows = Array.from(
        { length: 3_000 },
        (_, id) => `INSERT INTO item VALUES (${id}, '${'x'.repeat(200)}');`,
      );
      const text = `${createItem}\n${rows.join('\n')}\nINSERT INTO nowhere VALUES (1);`;
      const error = await failureOf(f.session.apply(await write(f.session, 1, text)));
      expect(error.details['offset']).toBeGreaterThanOrEqual(text.indexOf('INSERT INTO nowhere'));
      expect(await f.session.read(history)).toMatchObject({ format: 'absent', tables: [] });
    });

    it('triggers with statements of their own are one statement of the script', async () => {
      await apply(
        f.session,
        1,
        `${createItem} CREATE TABLE log (id INTEGER PRIMARY KEY);\n${subject.sql.trigger};\nINSERT INTO item VALUES (1, 'one');`,
      );
      const [logged] = await f.database.query('SELECT id FROM log');
      expect(Number(logged!['id'])).toBe(1_001);
    });

    it('a script that commits is found out and gets no history row', async () => {
      await apply(f.session, 1, createItem);
      for (const smuggled of ['COMMIT', 'ROLLBACK', 'COMMIT; BEGIN']) {
        const text = `INSERT INTO item VALUES (1, 'one'); ${smuggled}; INSERT INTO item VALUES (2, 'two');`;
        const error = await failureOf(f.session.apply(await write(f.session, 2, text)));
        expect(error.code, smuggled).toBe('FORBIDDEN_STATEMENT');
        await f.database.run('DELETE FROM item');
      }
      expect((await f.session.read(history)).history).toHaveLength(1);
      await apply(f.session, 2, "INSERT INTO item VALUES (1, 'one')");
    });

    it('a deferred key that the script leaves violated is refused with its table, and nothing is kept', async () => {
      const text = `CREATE TABLE parent (id INTEGER PRIMARY KEY);
CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);`;
      await apply(f.session, 1, text);
      const before = await everything();
      const error = await failureOf(
        f.session.apply(await write(f.session, 2, 'INSERT INTO child VALUES (1, 99), (2, 98)')),
      );
      expect(error.code).toBe('FOREIGN_KEY_VIOLATION');
      expect(JSON.stringify([error.message, error.details])).toContain('child');
      expect(await everything()).toEqual(before);
      await apply(f.session, 2, 'INSERT INTO child VALUES (1, 99); INSERT INTO parent VALUES (99);');
    });

    it('a temporary table of one script is gone in the next', async () => {
      await apply(f.session, 1, `${createItem} CREATE TEMPORARY TABLE scratch AS SELECT 1 AS id;`);
      const error = await failureOf(f.session.apply(await write(f.session, 2, 'SELECT id FROM scratch')));
      expect(error.code).toBe('MIGRATION_FAILED');
    });

    it('a signal that has fired interrupts before anything ran', async () => {
      const signal = AbortSignal.abort();
      const error = await failureOf(f.session.apply(await write(f.session, 1, createItem, { signal })));
      expect(error.code).toBe('INTERRUPTED');
      expect(await f.session.read(history)).toMatchObject({ format: 'absent', tables: [] });
    });

    it('a signal interrupts a chain of short steps', async () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 150);
      const chain = async (): Promise<void> => {
        for (let number = 1; number <= 400; number++) {
          const step = await write(f.session, number, `${subject.sql.slow(5)};`, {
            signal: controller.signal,
          });
          await f.session.apply(step);
        }
      };
      expect((await failureOf(chain())).code).toBe('INTERRUPTED');
    });

    it('a signal interrupts a script in flight, which leaves nothing', async () => {
      const controller = new AbortController();
      const slow = Array.from({ length: 20 }, () => `${subject.sql.slow(100)};`).join('\n');
      const step = await write(f.session, 1, `${createItem}\n${slow}`, { signal: controller.signal });
      setTimeout(() => controller.abort(), 200);
      const error = await failureOf(f.session.apply(step));
      expect(error.code).toBe('INTERRUPTED');
      await f.session.leave(history);
      const other = await f.database.open();
      const eventually = Date.now() + 10_000;
      while (!(await other.lockState(history)).free && Date.now() < eventually) await sleep(20);
      expect(await other.read(history)).toMatchObject({ format: 'absent', tables: [] });
    });
  });
}
