import { expect } from 'vitest';
import { LockstepError } from '../../src/core/errors.ts';
import type { Adoption } from '../../src/drivers/port.ts';
import { introspectSession } from '../../src/introspect/introspect.ts';
import { describeSubject } from './fixture.ts';
import type { Subject } from './subject.ts';

/** Rows for steps that were not run: all of them or none, under the lock. */
export function describeAdopting(subject: Subject): void {
  describeSubject(subject, 'adopting', (f) => {
    const rows: Adoption['rows'] = [
      { name: 'V1__step', category: 'startup', checksum: 'sha256:1' },
      { name: "S001__it's", category: 'seed', checksum: 'sha256:2' },
    ];
    const adoption = async (): Promise<Adoption> => ({
      history: subject.history,
      rows,
      appliedBy: 'conformance',
      expected: await f.session.read(subject.history),
    });

    f.it('the rows stand in their order, with the note, and no marker does', async () => {
      expect(await f.session.adopt(await adoption())).toEqual({ outcome: 'adopted' });
      await f.session.leave(subject.history);
      const snapshot = await f.session.read(subject.history);
      expect(snapshot).toMatchObject({ format: 'current', installTarget: null });
      expect(snapshot.history).toMatchObject(
        rows.map((row) => ({ ...row, appliedBy: 'conformance', durationMs: 0, note: { adopted: true } })),
      );
      expect(snapshot.history[0]?.appliedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/);
      await f.apply(f.session, 2, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    });

    f.it('a history that is there without rows is taken', async () => {
      await f.session.adopt({ ...(await adoption()), rows: [] });
      expect((await f.session.read(subject.history)).format).toBe('current');
      expect(await f.session.adopt(await adoption())).toEqual({ outcome: 'adopted' });
      expect((await f.session.read(subject.history)).history).toHaveLength(2);
    });

    f.it('where the history has got a row in between, nothing is written', async () => {
      const late = await adoption();
      await f.apply(f.session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
      expect(await f.session.adopt(late)).toEqual({ outcome: 'moved' });
      expect((await f.session.read(subject.history)).history).toHaveLength(1);
    });

    f.it(
      'asked under the lock, the schema is seen as it is; where it is another, nothing is written',
      async () => {
        const asked = await adoption();
        await f.database.run('CREATE VIEW broken AS SELECT gone FROM nowhere').catch(() => undefined);
        await f.database.run('CREATE TABLE late (id INTEGER PRIMARY KEY)');
        const seen: string[] = [];
        const refusing = await f.session.adopt({
          ...asked,
          async isStillSo(reader) {
            const { tables } = await introspectSession(reader, { histories: [subject.history.table] });
            seen.push(...tables.map(({ name }) => name));
            return false;
          },
        });
        expect(refusing).toEqual({ outcome: 'moved' });
        expect(seen).toEqual(['late']);
        expect(await f.session.read(subject.history)).toMatchObject({ format: 'absent', history: [] });
        const failing = { ...asked, isStillSo: () => Promise.reject(new LockstepError('INTERRUPTED', 'no')) };
        await expect(f.session.adopt(failing)).rejects.toMatchObject({ code: 'INTERRUPTED' });
        expect(await f.session.adopt({ ...asked, isStillSo: async () => true })).toEqual({
          outcome: 'adopted',
        });
        expect((await f.session.read(subject.history)).history).toHaveLength(2);
      },
    );

    f.it('where one row cannot be written, none is', async () => {
      const twice = { ...(await adoption()), rows: [rows[0]!, rows[0]!] };
      await expect(f.session.adopt(twice)).rejects.toMatchObject({ name: 'LockstepError' });
      expect(await f.session.read(subject.history)).toMatchObject({ format: 'absent', history: [] });
    });

    f.it('two at once: one adopts, the other finds it busy or done', async () => {
      const other = await f.database.open();
      const asked = await adoption();
      const outcomes = await Promise.all([f.session.adopt(asked), other.adopt(asked)]);
      expect(outcomes.filter(({ outcome }) => outcome === 'adopted')).toHaveLength(1);
      expect((await f.session.read(subject.history)).history).toHaveLength(2);
    });
  });
}
