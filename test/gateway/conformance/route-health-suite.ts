import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { InvalidValue, MissingReference } from '../../../src/gateway/domain/store-error.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

const never = new Date('9999-12-31T23:59:59.999Z');
const longAgo = new Date('2001-01-01T00:00:00.000Z');

/** When a route that fails is left alone, and when it is tried again. */
export function testRouteHealth(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);
  const isTried = async (modelId: string, at: Date): Promise<boolean> =>
    (await subject().store.routes.routesFor(modelId, at)).length > 0;

  test('a route of which nothing is known has no health, and is as good as closed', async () => {
    const { routes } = subject().store;
    const { id, modelId } = await rows.route();
    expect(await routes.findHealth(id)).toBeNull();
    expect(await isTried(modelId, longAgo)).toBe(true);
    expect(await routes.beginTrial(id, never)).toBe(false);
    expect(await routes.findHealth(id)).toBeNull();
  });

  test('failures in a row are counted up to the threshold, which opens the circuit', async () => {
    const { routes } = subject().store;
    const { id, modelId } = await rows.route();
    const retryAt = new Date('2026-06-01T00:00:00.500Z');
    const fail = (error: string): ReturnType<typeof routes.recordFailure> =>
      routes.recordFailure(id, { error, threshold: 3, retryAt });
    expect(await fail('Ünï 🜁')).toEqual({
      routeId: id,
      circuit: 'closed',
      consecutiveFailures: 1,
      lastError: 'Ünï 🜁',
      retryAt: null,
      updatedAt: expect.any(Date),
    });
    expect(await fail('')).toMatchObject({ circuit: 'closed', consecutiveFailures: 2, lastError: '' });
    expect(await isTried(modelId, longAgo)).toBe(true);
    const open = await fail('third');
    expect(open).toMatchObject({ circuit: 'open', consecutiveFailures: 3, lastError: 'third', retryAt });
    expect(await routes.findHealth(id)).toEqual(open);
    expect(await isTried(modelId, new Date(retryAt.getTime() - 1))).toBe(false);
    expect(await isTried(modelId, retryAt)).toBe(true);
    expect((await routes.routesFor(modelId, never))[0]!.circuit).toBe('open');
  });

  test('a success closes the circuit and forgets the failures', async () => {
    const { routes } = subject().store;
    const { id, modelId } = await rows.route();
    const failure = { error: 'x', threshold: 1, retryAt: never };
    expect(await routes.recordFailure(id, failure)).toMatchObject({ circuit: 'open', retryAt: never });
    expect(await isTried(modelId, longAgo)).toBe(false);
    expect(await routes.recordSuccess(id)).toEqual({
      routeId: id,
      circuit: 'closed',
      consecutiveFailures: 0,
      lastError: null,
      retryAt: null,
      updatedAt: expect.any(Date),
    });
    expect(await isTried(modelId, longAgo)).toBe(true);
    const again = await routes.recordFailure(id, { ...failure, threshold: 2 });
    expect(again).toMatchObject({ circuit: 'closed', consecutiveFailures: 1 });
  });

  test('an open circuit stays open with a failure that comes late, and waits anew', async () => {
    const { routes } = subject().store;
    const { id } = await rows.route();
    await routes.recordFailure(id, { error: 'x', threshold: 1, retryAt: longAgo });
    const late = await routes.recordFailure(id, { error: 'y', threshold: 100, retryAt: never });
    expect(late).toMatchObject({ circuit: 'open', consecutiveFailures: 2, lastError: 'y', retryAt: never });
  });

  test('of many who ask, one tries again; the next may when its time is over', async () => {
    const { store, database, now } = subject();
    const rival = await database.open({ now });
    const { id, modelId } = await rows.route();
    await store.routes.recordFailure(id, { error: 'x', threshold: 1, retryAt: never });
    expect(await store.routes.beginTrial(id, never)).toBe(false);
    await store.routes.recordFailure(id, { error: 'x', threshold: 1, retryAt: longAgo });
    const asked = await Promise.all(
      [store, rival, store, rival].map(({ routes }) => routes.beginTrial(id, never)),
    );
    expect(asked.filter((won) => won)).toHaveLength(1);
    expect(await store.routes.findHealth(id)).toMatchObject({ circuit: 'half_open', retryAt: never });
    expect(await isTried(modelId, now())).toBe(false);
    expect((await store.routes.routesFor(modelId, never)).map(({ circuit }) => circuit)).toEqual([
      'half_open',
    ]);
    const failure = { error: 'again', threshold: 100, retryAt: longAgo };
    expect(await rival.routes.recordFailure(id, failure)).toMatchObject({ circuit: 'open' });
    expect(await store.routes.beginTrial(id, longAgo)).toBe(true);
    expect(await rival.routes.beginTrial(id, never)).toBe(true);
  });

  test('failures of many at once are all counted', async () => {
    const { store, database } = subject();
    const rival = await database.open();
    const { id } = await rows.route();
    const failure = { error: 'x', threshold: 8, retryAt: never };
    const healths = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? store : rival).routes.recordFailure(id, failure),
      ),
    );
    expect(healths.filter(({ circuit }) => circuit === 'open')).toHaveLength(1);
    const counts = healths.map(({ consecutiveFailures }) => consecutiveFailures);
    expect(counts.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('what is no failure is refused', async () => {
    const { routes } = subject().store;
    const { id } = await rows.route();
    const failure = { error: 'x', threshold: 1, retryAt: never };
    await expect(routes.recordFailure(id, { ...failure, threshold: 0 })).rejects.toThrow(InvalidValue);
    await expect(routes.recordFailure(id, { ...failure, error: '\0' })).rejects.toThrow(InvalidValue);
    await expect(routes.recordFailure(randomUUID(), failure)).rejects.toThrow(MissingReference);
    await expect(routes.recordSuccess(randomUUID())).rejects.toThrow(MissingReference);
    expect(await routes.beginTrial(randomUUID(), never)).toBe(false);
    expect(await routes.findHealth(id)).toBeNull();
  });
}
