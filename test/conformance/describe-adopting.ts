import { expect } from 'vitest';
import type { Adoption } from '../../src/drivers/port.ts';
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
