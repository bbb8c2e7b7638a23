import { expect, test } from 'vitest';
import type { PurgedBatch } from '../../../src/gateway/domain/request-log.ts';
import { InvalidValue } from '../../../src/gateway/domain/store-error.ts';
import { openRawDatabase } from '../stores/raw-database.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

const day = 86_400_000;

/** How the retention of the request log behaves, on every driver. */
export function testRetention(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);

  /** A request of so many days before `at`, with a payload, an attempt and a tag. */
  async function request(at: Date, days: number, teamId?: string): Promise<string> {
    const { requestLog } = subject().store;
    const startedAt = new Date(at.getTime() - days * day);
    const billed = teamId === undefined ? null : ({ kind: 'team', id: teamId } as const);
    const { id } = await requestLog.start({ requestedModel: 'x', startedAt, billed });
    await requestLog.attachPayload(id, { requestBody: days });
    await requestLog.addAttempt(id, { outcome: 'failed', startedAt, durationMs: 1 });
    await requestLog.setTag(id, { name: 'a', value: 'b' });
    await using raw = await openRawDatabase(subject().database.url);
    await raw.query('UPDATE request_payloads SET created_at = ?1 WHERE request_id = ?2', [startedAt, id]);
    return id;
  }

  /** Purges batch by batch, a moment of which is the first one's. */
  async function purgeAll(limit: number): Promise<readonly PurgedBatch[]> {
    const batches: PurgedBatch[] = [];
    for (let isDone = false; !isDone; { isDone } = batches.at(-1)!)
      batches.push(await subject().store.requestLog.purge(limit));
    return batches;
  }

  /** What is left of the requests: log and payload, log alone, nothing. */
  async function left(ids: readonly string[]): Promise<string> {
    const records = await Promise.all(ids.map((id) => subject().store.requestLog.find(id)));
    return records
      .map((record) => {
        if (record === null) return '-';
        expect([record.attempts.length, record.tags.length]).toEqual([1, 1]);
        return record.payload === null ? 'l' : 'p';
      })
      .join('');
  }

  test('payloads go before the log, by the policy of the team, else by the settings; the oldest first', async () => {
    const { store, now } = subject();
    await purgeAll(1000);
    const [short, long] = [await rows.team(), await rows.team()];
    await store.teams.setRetention({ teamId: short.id, logDays: 3, payloadDays: 0 });
    await store.teams.setRetention({ teamId: long.id, logDays: 400, payloadDays: 100 });
    const [none, at] = [await rows.team(), now()];
    const ages = [395, 99, 89, 8, 6, 2];
    const ofTeam = async (teamId?: string): Promise<readonly string[]> => {
      const ids: string[] = [];
      for (const age of ages) ids.push(await request(at, age, teamId));
      return ids;
    };
    const groups = [await ofTeam(short.id), await ofTeam(long.id), await ofTeam(none.id), await ofTeam()];
    const all = async (): Promise<readonly string[]> => Promise.all(groups.map(left));
    const first = await store.requestLog.purge(5);
    expect(first).toEqual({ payloads: 5, requests: 0, isDone: false });
    // 395 days: all four; 99 days: one of the three, not that of the long retention.
    expect((await all()).join('').match(/l/g)).toHaveLength(5);
    expect((await all()).map((each) => each[0])).toEqual(['l', 'l', 'l', 'l']);
    const rest = await purgeAll(5);
    for (const { payloads, requests, isDone } of rest) {
      expect(payloads + requests).toBeLessThanOrEqual(5);
      expect(isDone).toBe(payloads + requests < 5);
    }
    expect(await all()).toEqual(['-----l', 'lppppp', '--llpp', '--llpp']);
    const sum = (which: 'payloads' | 'requests'): number =>
      [first, ...rest].reduce((total, batch) => total + batch[which], 0);
    expect([sum('payloads'), sum('requests')]).toEqual([6 + 1 + 4 + 4, 5 + 0 + 2 + 2]);
    expect(await purgeAll(5)).toEqual([{ payloads: 0, requests: 0, isDone: true }]);
  });

  test('what is exactly as old as may be stays', async () => {
    const { store, now } = subject();
    await purgeAll(1000);
    // The purge happens one tick of the test's clock later.
    const at = new Date(now().getTime() + 1000);
    const [exact, older] = [await requestAt(at, 0), await requestAt(at, 1)];
    await store.requestLog.purge(10);
    expect([await store.requestLog.find(exact), await store.requestLog.find(older)]).toEqual([
      expect.anything(),
      null,
    ]);

    async function requestAt(moment: Date, earlierMs: number): Promise<string> {
      const startedAt = new Date(moment.getTime() - 90 * day - earlierMs);
      return (await store.requestLog.start({ requestedModel: 'x', startedAt })).id;
    }
  });

  test('the settings say what holds for all; what is no number of days stops the purge', async () => {
    const { store, database, now } = subject();
    await using raw = await openRawDatabase(database.url);
    const set = (name: string, value: string): Promise<unknown> =>
      raw.query(`UPDATE settings SET value = ${value} WHERE name = ?1`, [name]);
    const at = now();
    const ids = [await request(at, 20), await request(at, 12), await request(at, 3)];
    await set('log.keep_days', `'15'`);
    await set('log.keep_payloads_days', `'10'`);
    await purgeAll(100);
    expect(await left(ids)).toBe('-lp');
    // No payload outlives its request: it is counted, and not taken along beside the limit of a batch.
    await set('log.keep_payloads_days', `'20'`);
    const late = await request(at, 16);
    expect(await store.requestLog.purge(1)).toEqual({ payloads: 1, requests: 0, isDone: false });
    expect(await left([late])).toBe('l');
    await purgeAll(100);
    expect(await left([late, ...ids])).toBe('--lp');
    await set('log.keep_payloads_days', `'10'`);
    for (const value of [`'"10"'`, `'-1'`, `'1.5'`, `'true'`]) {
      await set('log.keep_days', value);
      await expect(store.requestLog.purge(10)).rejects.toThrow(InvalidValue);
    }
    await raw.query(`DELETE FROM settings WHERE name = 'log.keep_days'`);
    const old = await request(at, 91);
    await purgeAll(100);
    expect(await left([old, ...ids.slice(1)])).toBe('-lp');
  });

  test('two purges at once remove each row once', async () => {
    const { store, now } = subject();
    const at = now();
    for (let count = 0; count < 20; count++) await request(at, 200 + count);
    const batches = await Promise.all(Array.from({ length: 4 }, () => store.requestLog.purge(7)));
    const rest = await purgeAll(7);
    const removed = [...batches, ...rest].reduce(
      (sum, { payloads, requests }) => sum + payloads + requests,
      0,
    );
    expect(removed).toBe(40);
  });
}
