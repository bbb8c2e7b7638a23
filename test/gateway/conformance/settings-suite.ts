import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../../src/gateway/domain/json.ts';
import { InvalidValue, MissingReference } from '../../../src/gateway/domain/store-error.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

/** Values that hold for the whole gateway. */
export function testSettings(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);

  test('a setting is what was set last, and by whom', async () => {
    const { store, unique } = subject();
    const { settings } = store;
    const [name, user] = [unique('A.Ünï-'), await rows.user()];
    expect(await settings.get(name)).toBeNull();
    const first = await settings.set(name, { b: 1, a: '2' }, user.id);
    expect(first).toEqual({ name, value: { a: '2', b: 1 }, updatedBy: user.id, updatedAt: expect.any(Date) });
    expect(await settings.get(name)).toEqual(first);
    expect(await settings.get(name.toLowerCase())).toBeNull();
    const values: readonly JsonValue[] = ['5', 5, false, '', [], '"', 'null', [null]];
    for (const value of values) {
      const set = await settings.set(name, value);
      expect(set).toMatchObject({ value, updatedBy: null });
      expect(await settings.get(name)).toEqual(set);
    }
  });

  test('a setting outlives who set it', async () => {
    const { store, unique } = subject();
    const user = await rows.user();
    const set = await store.settings.set(unique('s-'), true, user.id);
    await store.users.remove(user.id);
    expect(await store.settings.get(set.name)).toEqual({ ...set, updatedBy: null });
  });

  test('what is no setting is refused', async () => {
    const { store, unique } = subject();
    const { settings } = store;
    const { name } = await settings.set(unique('s-'), 1);
    await expect(settings.set(name, null)).rejects.toThrow(InvalidValue);
    await expect(settings.set('', 1)).rejects.toThrow(InvalidValue);
    await expect(settings.set(name, undefined as unknown as JsonValue)).rejects.toThrow(InvalidValue);
    await expect(settings.set(name, Number.NaN)).rejects.toThrow(InvalidValue);
    await expect(settings.set(name, 2, randomUUID())).rejects.toThrow(MissingReference);
    expect((await settings.get(name))?.value).toBe(1);
  });

  test('settings are listed by name, those that came with the database too', async () => {
    const { store, unique } = subject();
    const mark = unique('mark');
    for (const end of ['b', 'A', '_']) await store.settings.set(mark + end, end);
    const names = (await store.settings.list()).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith(mark))).toEqual([`${mark}A`, `${mark}_`, `${mark}b`]);
    expect(names).toContain('routing.strategy');
  });

  test('of many who set at once, the last one stays whole', async () => {
    const { store, database, unique } = subject();
    const rival = await database.open();
    const name = unique('s-');
    const sets = await Promise.all(
      [1, 2, 3, 4].map((value) => (value % 2 === 0 ? store : rival).settings.set(name, value)),
    );
    expect(sets).toContainEqual(await store.settings.get(name));
  });
}
