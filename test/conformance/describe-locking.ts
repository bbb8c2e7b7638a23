import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { PreparedStep, Session } from '../../src/drivers/port.ts';
import { describeSubject } from './fixture.ts';
import type { Subject } from './subject.ts';

/** Exactly once, whoever else is there; and waiting takes nothing. */
export function describeLocking(subject: Subject): void {
  describeSubject(subject, 'locking', (f) => {
    const { it, apply, write } = f;
    const { history } = subject;

    async function hold(session: Session): Promise<PreparedStep> {
      const step = await write(session, 1, 'CREATE TABLE held (id INTEGER PRIMARY KEY)');
      const result = await session.prepare(step);
      if (result.outcome !== 'prepared') throw new Error(`not prepared: ${result.outcome}`);
      return result.step;
    }

    it('while another holds the lock apply and prepare are busy soon, and then free', async () => {
      const other = await f.database.open();
      const expected = await f.session.read(history);
      const step = await write(f.session, 1, 'CREATE TABLE mine (id INTEGER PRIMARY KEY)', { expected });
      const held = await hold(other);
      const startedAt = performance.now();
      expect(await f.session.apply(step)).toMatchObject({ outcome: 'busy' });
      expect(await f.session.prepare(step)).toMatchObject({ outcome: 'busy' });
      expect(performance.now() - startedAt).toBeLessThan(1_500);
      await held.rollback();
      await other.leave(history);
      expect(await f.session.apply(step)).toMatchObject({ outcome: 'applied' });
    });

    it('a session that is opened while another holds the lock is busy soon as well', async () => {
      await apply(
        f.session,
        1,
        'CREATE TABLE base (id INTEGER PRIMARY KEY, base INTEGER REFERENCES base (id))',
      );
      const expected = await f.session.read(history);
      const mine = await write(f.session, 2, 'DROP TABLE base', { expected });
      const held = await f.session.prepare(mine);
      const startedAt = performance.now();
      const late = await f.database.open();
      expect(await late.lockState(history)).toMatchObject({ free: false });
      expect(await late.apply(mine)).toMatchObject({ outcome: 'busy' });
      expect(performance.now() - startedAt).toBeLessThan(1_500);
      if (held.outcome === 'prepared') await held.step.rollback();
      await f.session.leave(history);
      expect(await late.apply(mine)).toMatchObject({ outcome: 'applied' });
    });

    it('the state of the lock says whether it is free, and changes with the history', async () => {
      const other = await f.database.open();
      const before = await f.session.lockState(history);
      expect(before).toMatchObject({ free: true, holder: null });
      const held = await hold(other);
      expect(await f.session.lockState(history)).toMatchObject({ free: false });
      await held.commit();
      await other.leave(history);
      const after = await f.session.lockState(history);
      expect(after.free).toBe(true);
      expect(after.change).not.toBe(before.change);
    });

    it('of two sessions with one plan exactly one applies', async () => {
      const other = await f.database.open();
      const step = await write(f.session, 1, 'CREATE TABLE once (id INTEGER PRIMARY KEY)');
      const outcomes = new Set<string>();
      const race = async (session: Session): Promise<void> => {
        for (;;) {
          const { outcome } = await session.apply(step);
          if (outcome !== 'busy') return void outcomes.add(outcome);
          await sleep(5);
        }
      };
      await Promise.all([
        race(f.session).then(() => f.session.leave(history)),
        race(other).then(() => other.leave(history)),
      ]);
      expect([...outcomes].sort()).toEqual(['applied', 'moved']);
      expect((await f.session.read(history)).history).toHaveLength(1);
    });

    it('sixteen sessions bring ten migrations onto one database, each exactly once', async () => {
      const sessions = await Promise.all(Array.from({ length: 16 }, () => f.database.open()));
      const scripts = [
        'CREATE TABLE tally (n INTEGER NOT NULL)',
        ...Array.from({ length: 9 }, (_, index) => `INSERT INTO tally VALUES (${index + 2})`),
      ];
      const applied: number[] = [];
      const run = async (session: Session): Promise<void> => {
        for (;;) {
          const expected = await session.read(history);
          const number = expected.history.length + 1;
          if (number > scripts.length) return session.leave(history);
          const step = await write(session, number, scripts[number - 1]!, { expected });
          const { outcome } = await session.apply(step);
          if (outcome === 'applied') applied.push(number);
          if (outcome !== 'busy') continue;
          while (!(await session.lockState(history)).free) await sleep(5 + Math.random() * 10);
        }
      };
      await Promise.all(sessions.map(run));
      expect(applied.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      const rows = await f.database.query('SELECT n FROM tally ORDER BY n');
      expect(rows.map(({ n }) => Number(n))).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
      const { history: names } = await f.session.read(history);
      expect(names.map(({ name }) => name)).toEqual(scripts.map((_, index) => `V${index + 1}__step`));
    }, 60_000);

    it('a session that is closed in the middle leaves nothing locked and nothing behind', async () => {
      const other = await f.database.open();
      await apply(f.session, 1, 'CREATE TABLE base (id INTEGER PRIMARY KEY)');
      await f.session.leave(history);
      const step = await write(other, 2, 'CREATE TABLE held (id INTEGER PRIMARY KEY)');
      expect(await other.prepare(step)).toMatchObject({ outcome: 'prepared' });
      await other[Symbol.asyncDispose]();
      const eventually = Date.now() + 10_000;
      const mine = await write(f.session, 2, 'CREATE TABLE mine (id INTEGER PRIMARY KEY)');
      let outcome = 'busy';
      while (outcome === 'busy' && Date.now() < eventually) ({ outcome } = await f.session.apply(mine));
      expect(outcome).toBe('applied');
      expect(await f.database.query('SELECT 1 AS x FROM mine')).toEqual([]);
      await expect(f.database.query('SELECT 1 AS x FROM held')).rejects.toThrow(/held/);
    });

    it('a session works after it was connected again', async () => {
      await apply(f.session, 1, 'CREATE TABLE base (id INTEGER PRIMARY KEY)');
      await f.session.reconnect();
      await apply(f.session, 2, 'INSERT INTO base VALUES (1)');
      expect((await f.session.read(history)).history).toHaveLength(2);
    });
  });
}
