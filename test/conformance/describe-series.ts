import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { AppliedRow, Series, Session } from '../../src/drivers/port.ts';
import { describeSubject } from './fixture.ts';
import type { MoreOfStep } from './step-write.ts';
import type { Subject } from './subject.ts';

const createItem = 'CREATE TABLE item (id INTEGER PRIMARY KEY, n TEXT);';
const insert = (id: number): string => `INSERT INTO item VALUES (${id}, 'row ${id}')`;

/** Steps in a row: what `apply` promises holds for each of them, and nothing is lost between two. */
export function describeSeries(subject: Subject): void {
  describeSubject(subject, 'a series', (f) => {
    const { it, apply, write } = f;
    const { history } = subject;

    /** The texts as V<from>, V<from + 1> and so on; each may ask for more. */
    async function seriesOf(
      session: Session,
      from: number,
      texts: readonly (string | readonly [string, MoreOfStep])[],
      more: MoreOfStep = {},
    ): Promise<Series> {
      const expected = more.expected ?? (await session.read(history));
      const steps = [];
      for (const [index, given] of texts.entries()) {
        const [text, own] = typeof given === 'string' ? [given, {}] : given;
        steps.push(await write(session, from + index, text, { ...own, expected }));
      }
      return { history, appliedBy: 'conformance', expected, signal: more.signal, steps };
    }

    async function run(
      session: Session,
      series: Series,
      goesOn: (count: number) => boolean = () => true,
    ): Promise<{ readonly told: readonly AppliedRow[]; readonly outcome: string; readonly error: unknown }> {
      const told: AppliedRow[] = [];
      try {
        const { outcome } = await session.applySeries(series, (row) => goesOn(told.push(row)));
        return { told, outcome, error: null };
      } catch (error) {
        return { told, outcome: 'thrown', error };
      }
    }

    const names = async (): Promise<readonly string[]> =>
      (await f.session.read(history)).history.map(({ name }) => name);
    const items = async (): Promise<readonly unknown[]> =>
      (await f.database.query('SELECT id FROM item ORDER BY id')).map(({ id }) => Number(id));
    const upTo = (count: number): readonly string[] =>
      Array.from({ length: count }, (_, index) => `V${index + 1}__step`);

    it('applies every step once, in order, and tells the row of each', async () => {
      const texts = [createItem, ...Array.from({ length: 39 }, (_, id) => insert(id))];
      const { told, outcome } = await run(f.session, await seriesOf(f.session, 1, texts));
      expect(outcome).toBe('applied');
      expect(await names()).toEqual(upTo(40));
      expect(await items()).toEqual(Array.from({ length: 39 }, (_, id) => id));
      const { history: rows, revision } = await f.session.read(history);
      expect(told.map(({ appliedAt }) => appliedAt)).toEqual(rows.map(({ appliedAt }) => appliedAt));
      expect(told.map(({ durationMs }) => durationMs)).toEqual(rows.map(({ durationMs }) => durationMs));
      expect(told.at(-1)?.revision).toBe(revision);
      await apply(f.session, 41, insert(41));
    });

    it('takes no-ops, several statements, comments and a rebuilt table among the others', async () => {
      const rebuild = `CREATE TABLE new_item (id INTEGER PRIMARY KEY, n TEXT NOT NULL DEFAULT 'x');
INSERT INTO new_item SELECT id, n FROM item; DROP TABLE item; ALTER TABLE new_item RENAME TO item;`;
      const { outcome } = await run(
        f.session,
        await seriesOf(f.session, 1, [
          `-- The first; of its kind.\n${createItem}\n${insert(1)};\n`,
          ['-- lockstep: no-op="nothing to do here"\n', { noOp: 'nothing to do here' }],
          `${insert(2)}; -- and another\n${insert(3)}`,
          rebuild,
          insert(4),
          'CREATE INDEX item_n ON item (n)',
        ]),
      );
      expect(outcome).toBe('applied');
      expect(await names()).toEqual(upTo(6));
      expect(await items()).toEqual([1, 2, 3, 4]);
    });

    it('a step that fails is named with its statement; those before it stay and are told', async () => {
      for (const [failing, before] of [
        [1, 0],
        [2, 1],
        [9, 8],
      ] as const) {
        const texts = Array.from({ length: 12 }, (_, index) =>
          index === 0 ? createItem : insert(before * 100 + index),
        );
        texts[failing] = `${insert(before * 100 + 50)};\nINSERT INTO nowhere VALUES (1);`;
        const at = await f.session.read(history);
        const from = at.history.length + 1;
        if (from > 1) texts[0] = insert(before * 100);
        const { told, error } = await run(f.session, await seriesOf(f.session, from, texts));
        expect(told).toHaveLength(failing);
        expect(error).toMatchObject({ code: 'MIGRATION_FAILED' });
        const { details } = error as { readonly details: Readonly<Record<string, unknown>> };
        expect(details['offset']).toBeGreaterThanOrEqual(texts[failing].indexOf('INSERT INTO nowhere'));
        expect(details['statement']).toContain('nowhere');
        expect(await names()).toEqual(upTo(from - 1 + failing));
        expect(await items()).not.toContain(before * 100 + 50);
      }
      await apply(f.session, (await names()).length + 1, insert(9_000));
    });

    it('moved: a row that another session has added is met before the first step', async () => {
      await apply(f.session, 1, createItem);
      await f.session.leave(history);
      const series = await seriesOf(f.session, 2, [insert(1), insert(2)]);
      const other = await f.database.open();
      await apply(other, 2, insert(1));
      await other.leave(history);
      expect(await run(f.session, series)).toMatchObject({ told: [], outcome: 'moved' });
      expect(await items()).toEqual([1]);
      expect(await names()).toEqual(upTo(2));
    });

    it('busy: another session holds the lock; nothing is told and nothing has run', async () => {
      await apply(f.session, 1, createItem);
      await f.session.leave(history);
      const read = await f.session.read(history);
      const other = await f.database.open();
      const prepared = await other.prepare(await write(other, 2, insert(1)));
      if (prepared.outcome !== 'prepared') throw new Error(prepared.outcome);
      const series = await seriesOf(f.session, 2, [insert(2), insert(3)], { expected: read });
      expect(await run(f.session, series)).toMatchObject({ told: [], outcome: 'busy' });
      await prepared.step.rollback();
      await other.leave(history);
      expect(await run(f.session, series)).toMatchObject({ outcome: 'applied' });
      expect(await items()).toEqual([2, 3]);
    });

    it('onApplied ends it: what was told is there, what was not told is not', async () => {
      const texts = [createItem, ...Array.from({ length: 30 }, (_, id) => insert(id))];
      const series = await seriesOf(f.session, 1, texts);
      const { told, outcome } = await run(f.session, series, (count) => count < 5);
      expect(outcome).toBe('applied');
      expect(told.length).toBeGreaterThanOrEqual(5);
      expect(told.length).toBeLessThan(31);
      expect(await names()).toEqual(upTo(told.length));
    });

    it('an abort between two steps ends it with INTERRUPTED; what was told is there', async () => {
      const stop = new AbortController();
      const texts = [createItem, ...Array.from({ length: 60 }, (_, id) => insert(id))];
      const series = await seriesOf(f.session, 1, texts, { signal: stop.signal });
      const { told, error } = await run(f.session, series, (count) => {
        if (count === 3) stop.abort();
        return true;
      });
      expect(error).toMatchObject({ code: 'INTERRUPTED' });
      expect(told.length).toBeGreaterThanOrEqual(3);
      await f.session.reconnect();
      expect((await names()).length).toBeGreaterThanOrEqual(told.length);
      expect((await names()).length).toBeLessThan(61);
      expect(await items()).toHaveLength((await names()).length - 1);
    });

    it('the install marker is set by the first step and removed by the last', async () => {
      const { outcome } = await run(
        f.session,
        await seriesOf(f.session, 1, [
          [createItem, { install: { kind: 'set', target: 'V4__step' } }],
          insert(1),
          insert(2),
        ]),
      );
      expect(outcome).toBe('applied');
      expect(await f.session.read(history)).toMatchObject({ installTarget: 'V4__step' });
      const rest = await seriesOf(f.session, 4, [[insert(3), { install: { kind: 'clear' } }], insert(4)]);
      expect(await run(f.session, rest)).toMatchObject({ outcome: 'applied' });
      expect(await f.session.read(history)).toMatchObject({ installTarget: null });
      expect(await names()).toEqual(upTo(5));
    });

    it('a script that touches the history is refused, with nothing of it kept', async () => {
      const texts = [createItem, insert(1), `${insert(2)}; DELETE FROM schema_migrations`, insert(3)];
      const { told, error } = await run(f.session, await seriesOf(f.session, 1, texts));
      expect(told).toHaveLength(2);
      expect(error).toMatchObject({ code: 'FORBIDDEN_STATEMENT' });
      expect(await names()).toEqual(upTo(2));
      expect(await items()).toEqual([1]);
    });

    it('two sessions with the same steps apply each of them once', async () => {
      const texts = [createItem, ...Array.from({ length: 24 }, (_, id) => insert(id))];
      const other = await f.database.open();
      const bring = async (session: Session): Promise<void> => {
        for (;;) {
          const expected = await session.read(history);
          const done = expected.history.length;
          if (done === texts.length) return;
          const series = await seriesOf(session, done + 1, texts.slice(done), { expected });
          const { outcome, error } = await run(session, series);
          if (error !== null) throw error;
          if (outcome !== 'applied') await sleep(Math.random() * 10);
          await session.leave(history);
        }
      };
      await Promise.all([bring(f.session), bring(other)]);
      expect(await names()).toEqual(upTo(25));
      expect(await items()).toEqual(Array.from({ length: 24 }, (_, id) => id));
    });
  });
}
