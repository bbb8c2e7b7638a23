import { expect } from 'vitest';
import { describeSubject } from './fixture.ts';
import type { Subject } from './subject.ts';

/** What a database says about a history. */
export function describeReading(subject: Subject): void {
  describeSubject(subject, 'reading', (f) => {
    const { it, apply, write } = f;
    const { history } = subject;

    it('an empty database has no history and no tables, and reading creates none', async () => {
      const before = await f.database.catalog();
      expect(await f.session.read(history)).toEqual({
        format: 'absent',
        foreignColumns: [],
        history: [],
        revision: '0',
        installTarget: null,
        progress: null,
        tables: [],
      });
      expect(await f.database.catalog()).toEqual(before);
    });

    it('without a history row the tables of the database are listed', async () => {
      await f.database.run('CREATE TABLE Other (id INTEGER PRIMARY KEY)');
      const { tables } = await f.session.read(history);
      expect(tables).toEqual([history.schema === null ? 'other' : `${history.schema}.other`]);
    });

    it('rows come in the order in which they were written, with all they record', async () => {
      const step = await write(f.session, 2, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
      const result = await f.session.apply(step);
      await apply(f.session, 1, 'CREATE TABLE b (id INTEGER PRIMARY KEY)');
      const snapshot = await f.session.read(history);
      expect(snapshot).toMatchObject({ format: 'current', tables: [], foreignColumns: [] });
      expect(snapshot.history.map(({ name }) => name)).toEqual(['V2__step', 'V1__step']);
      expect(result).toMatchObject({
        outcome: 'applied',
        appliedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      });
      const { appliedAt, durationMs } = result as { appliedAt: string; durationMs: number };
      expect(snapshot.history[0]).toEqual({
        name: 'V2__step',
        category: 'startup',
        checksum: step.script.checksum,
        appliedAt,
        appliedBy: 'conformance',
        durationMs,
        note: null,
      });
      expect(Math.abs(Date.parse(appliedAt) - Date.now())).toBeLessThan(60_000);
    });

    it('the revision changes with every row and is what apply returned', async () => {
      const seen = new Set([(await f.session.read(history)).revision]);
      for (const number of [1, 2, 3]) {
        const text = `CREATE TABLE t${number} (id INTEGER PRIMARY KEY)`;
        const result = await f.session.apply(await write(f.session, number, text));
        const { revision } = await f.session.read(history);
        expect(result).toMatchObject({ outcome: 'applied', revision });
        seen.add(revision);
      }
      expect(seen.size).toBe(4);
    });

    it('a history of which all rows were deleted is current and lists the tables', async () => {
      await apply(f.session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
      await f.database.run('DELETE FROM schema_migrations');
      const snapshot = await f.session.read(history);
      expect(snapshot).toMatchObject({ format: 'current', history: [], revision: '0' });
      expect(snapshot.tables).toHaveLength(1);
    });

    it('a history with the six required columns is outdated, readable, and upgraded by the next write', async () => {
      await f.database.run(subject.sql.outdatedHistory);
      const before = await f.database.catalog();
      const snapshot = await f.session.read(history);
      expect(snapshot).toMatchObject({ format: 'outdated', installTarget: null });
      expect(snapshot.history).toMatchObject([{ name: 'V1__step', appliedBy: 'someone', note: null }]);
      expect(await f.database.catalog()).toEqual(before);

      await apply(f.session, 2, 'CREATE TABLE a (id INTEGER PRIMARY KEY)', {
        install: { kind: 'set', target: 'V9__end' },
      });
      const after = await f.session.read(history);
      expect(after).toMatchObject({ format: 'current', installTarget: 'V9__end' });
      expect(after.history.map(({ name }) => name)).toEqual(['V1__step', 'V2__step']);
    });

    it('a failed write does not upgrade an outdated history', async () => {
      await f.database.run(subject.sql.outdatedHistory);
      const before = await f.session.read(history);
      const step = await write(f.session, 2, 'INSERT INTO nowhere VALUES (1)');
      await expect(f.session.apply(step)).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
      expect(await f.session.read(history)).toEqual(before);
    });

    it('a table of our name without one of the required columns is foreign, and its columns are named', async () => {
      await f.database.run('CREATE TABLE schema_migrations (version TEXT, dirty INTEGER)');
      const snapshot = await f.session.read(history);
      expect(snapshot).toMatchObject({ format: 'foreign', history: [], revision: '0' });
      expect([...snapshot.foreignColumns].sort()).toEqual(['dirty', 'version']);
    });

    it('an accepted edit replaces checksum and note of its row, and only where the checksum is the one named', async () => {
      await apply(f.session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
      const [row] = (await f.session.read(history)).history;
      const edit = { from: row!.checksum, to: 'sha256:new', reason: 'typo', by: 'me', at: row!.appliedAt };
      const mend = {
        kind: 'accept',
        name: 'V1__step',
        from: edit.from,
        to: edit.to,
        note: { accepted: [edit] },
      } as const;
      expect(await f.session.mend(history, mend)).toEqual({ outcome: 'mended' });
      expect((await f.session.read(history)).history).toEqual([
        { ...row, checksum: 'sha256:new', note: { accepted: [edit] } },
      ]);
      expect(await f.session.mend(history, mend)).toEqual({ outcome: 'moved' });
    });

    it('a history whose name has capitals outside ASCII is read, written and mended', async () => {
      const ours = { ...history, table: 'Épreuve' };
      const expected = await f.session.read(ours);
      const step = await write(f.session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)', { expected });
      expect(await f.session.apply({ ...step, history: ours })).toMatchObject({ outcome: 'applied' });
      const [row] = (await f.session.read(ours)).history;
      const edit = { from: row!.checksum, to: 'sha256:new', reason: 'typo', by: 'me', at: row!.appliedAt };
      const { from, to } = edit;
      const mend = { kind: 'accept', name: 'V1__step', from, to, note: { accepted: [edit] } } as const;
      expect(await f.session.mend(ours, mend)).toEqual({ outcome: 'mended' });
      await f.session.leave(ours);
    });

    it('two sessions on one database have one identity', async () => {
      const other = await f.database.open();
      expect(await other.identity()).toBe(await f.session.identity());
    });
  });
}
