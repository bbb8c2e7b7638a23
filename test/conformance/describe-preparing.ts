import { expect } from 'vitest';
import type { PreparedStep } from '../../src/drivers/port.ts';
import { describeSubject, type Fixture } from './fixture.ts';
import type { Subject } from './subject.ts';

/** A script that has run and not been committed: one side of a pair. */
export function describePreparing(subject: Subject): void {
  describeSubject(subject, 'preparing', (f: Fixture) => {
    const { it, apply, write } = f;
    const { history } = subject;

    async function prepare(number: number, text: string): Promise<PreparedStep> {
      const result = await f.session.prepare(await write(f.session, number, text));
      if (result.outcome !== 'prepared') throw new Error(`not prepared: ${result.outcome}`);
      return result.step;
    }

    it('committed it is as if applied', async () => {
      const step = await prepare(1, 'CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (7);');
      await step.settle();
      const row = await step.commit();
      const snapshot = await f.session.read(history);
      expect(snapshot.revision).toBe(row.revision);
      expect(snapshot.history).toMatchObject([{ name: 'V1__step', appliedAt: row.appliedAt }]);
      expect(await f.database.query('SELECT id FROM a')).toHaveLength(1);
    });

    it('rolled back it was never there, and rolling back twice is no error', async () => {
      await apply(f.session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
      const before = await f.database.catalog();
      const step = await prepare(2, 'CREATE TABLE b (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1);');
      await step.settle();
      await step.rollback();
      await step.rollback();
      expect(await f.database.catalog()).toEqual(before);
      expect((await f.session.read(history)).history).toHaveLength(1);
      await apply(f.session, 2, 'INSERT INTO a VALUES (2)');
    });

    it('a script that fails throws as apply does and leaves nothing', async () => {
      await apply(f.session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
      const before = await f.database.catalog();
      const text = 'CREATE TABLE b (id INTEGER PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);';
      await expect(prepare(2, text)).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
      expect(await f.database.catalog()).toEqual(before);
    });

    it('a history that has moved is moved', async () => {
      const stale = await f.session.read(history);
      await apply(f.session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
      const step = await write(f.session, 1, 'CREATE TABLE b (id INTEGER PRIMARY KEY)', { expected: stale });
      expect(await f.session.prepare(step)).toEqual({ outcome: 'moved' });
    });

    it('a violated key that the script itself defers is found before the commit, however it is written', async () => {
      for (const deferred of [
        'INITIALLY DEFERRED',
        'initially /* x */ deferred',
        'INITIALLY -- later\n DEFERRED',
      ]) {
        const step = await prepare(
          1,
          `CREATE TABLE parent (id INTEGER PRIMARY KEY);
CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id) DEFERRABLE ${deferred});
INSERT INTO child VALUES (1, 99);`,
        );
        await expect(step.settle(), deferred).rejects.toMatchObject({ code: 'FOREIGN_KEY_VIOLATION' });
        await step.rollback();
      }
    });

    it('a violated deferred key is found before the commit', async () => {
      await apply(
        f.session,
        1,
        `CREATE TABLE parent (id INTEGER PRIMARY KEY);
CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);`,
      );
      const step = await prepare(2, 'INSERT INTO child VALUES (1, 99)');
      await expect(step.settle()).rejects.toMatchObject({ code: 'FOREIGN_KEY_VIOLATION' });
      await step.rollback();
      expect(await f.database.query('SELECT id FROM child')).toEqual([]);
      const mended = await prepare(2, 'INSERT INTO child VALUES (1, 99); INSERT INTO parent VALUES (99);');
      await mended.settle();
      await mended.commit();
      expect(await f.database.query('SELECT id FROM child')).toHaveLength(1);
    });
  });
}
