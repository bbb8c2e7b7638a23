import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { NewPrice } from '../../../src/gateway/domain/prices.ts';
import {
  Conflict,
  InvalidValue,
  MissingReference,
  NotFound,
} from '../../../src/gateway/domain/store-error.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

/** Prices and the moments at which they hold. */
export function testPrices(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);

  const newPrice = (modelId: string, from: string, more: Partial<NewPrice> = {}): NewPrice => ({
    modelId,
    effectiveFrom: new Date(from),
    inputMicrosPerMtok: 2_500_000,
    cachedInputMicrosPerMtok: 0,
    outputMicrosPerMtok: Number.MAX_SAFE_INTEGER,
    ...more,
  });

  test('a price comes back as it was given', async () => {
    const { prices } = subject().store;
    const [model, user] = [await rows.model(), await rows.user()];
    const given = newPrice(model.id, '2026-01-01T00:00:00.001Z', { createdBy: user.id });
    const added = await prices.add(given);
    expect(added).toEqual({ ...given, id: expect.any(String), createdAt: expect.any(Date) });
    expect(await prices.find(added.id)).toEqual(added);
    expect(await prices.find(randomUUID())).toBeNull();
  });

  test('the price at a moment is the last one that had begun, to the millisecond', async () => {
    const { prices } = subject().store;
    const model = await rows.model();
    const later = await prices.add(newPrice(model.id, '2026-02-01T00:00:00.000Z'));
    const first = await prices.add(newPrice(model.id, '2026-01-01T00:00:00.000Z'));
    const moments = [
      ['2025-12-31T23:59:59.999Z', null],
      ['2026-01-01T00:00:00.000Z', first],
      ['2026-01-31T23:59:59.999Z', first],
      ['2026-02-01T00:00:00.000Z', later],
      ['9999-12-31T23:59:59.999Z', later],
    ] as const;
    for (const [at, price] of moments) expect(await prices.priceAt(model.id, new Date(at))).toEqual(price);
    expect(await prices.priceAt(randomUUID(), new Date())).toBeNull();
    expect(await prices.list(model.id)).toEqual([first, later]);
    await prices.remove(later.id);
    expect(await prices.priceAt(model.id, new Date('2026-02-01'))).toEqual(first);
    await expect(prices.remove(later.id)).rejects.toThrow(NotFound);
  });

  test('prices of other models do not count', async () => {
    const { prices } = subject().store;
    const [one, other] = [await rows.model(), await rows.model()];
    await prices.add(newPrice(other.id, '2026-01-01'));
    expect(await prices.priceAt(one.id, new Date('2026-01-02'))).toBeNull();
    expect(await prices.list(one.id)).toEqual([]);
  });

  test('moments before 1970 are moments', async () => {
    const { prices } = subject().store;
    const model = await rows.model();
    const old = await prices.add(newPrice(model.id, '0001-01-01T00:00:00.000Z'));
    const epoch = await prices.add(newPrice(model.id, '1969-12-31T23:59:59.999Z'));
    expect(await prices.priceAt(model.id, new Date('1969-12-31T23:59:59.998Z'))).toEqual(old);
    expect(await prices.priceAt(model.id, new Date(0))).toEqual(epoch);
    expect(await prices.list(model.id)).toEqual([old, epoch]);
  });

  test('one price begins at a moment, also of two that are added at once', async () => {
    const { store, database } = subject();
    const rival = await database.open();
    const model = await rows.model();
    const from = '2026-01-01T00:00:00.000Z';
    const ends = await Promise.allSettled([
      store.prices.add(newPrice(model.id, from)),
      rival.prices.add(newPrice(model.id, from)),
    ]);
    const refusals = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    expect(refusals).toEqual([expect.any(Conflict)]);
    await store.prices.add(newPrice(model.id, '2026-01-01T00:00:00.001Z'));
    expect(await store.prices.list(model.id)).toHaveLength(2);
  });

  test('what breaks a rule is refused', async () => {
    const { prices } = subject().store;
    const { id } = await rows.model();
    const wrong: readonly Partial<NewPrice>[] = [
      { inputMicrosPerMtok: -1 },
      { outputMicrosPerMtok: 0.5 },
      { cachedInputMicrosPerMtok: 2 ** 53 },
      { effectiveFrom: new Date(Number.NaN) },
      { effectiveFrom: new Date('+010000-01-01T00:00:00.000Z') },
    ];
    for (const more of wrong)
      await expect(prices.add(newPrice(id, '2026-01-01', more))).rejects.toThrow(InvalidValue);
    await expect(prices.add(newPrice(randomUUID(), '2026-01-01'))).rejects.toThrow(MissingReference);
    const nobody = newPrice(id, '2026-01-01', { createdBy: randomUUID() });
    await expect(prices.add(nobody)).rejects.toThrow(MissingReference);
    expect(await prices.list(id)).toEqual([]);
  });

  test('a price outlives the user who set it', async () => {
    const { prices, users } = subject().store;
    const [model, user] = [await rows.model(), await rows.user()];
    const price = await prices.add(newPrice(model.id, '2026-01-01', { createdBy: user.id }));
    await users.remove(user.id);
    expect(await prices.find(price.id)).toEqual({ ...price, createdBy: null });
  });
}
