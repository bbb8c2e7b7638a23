import { expect, test } from 'vitest';
import type { Store } from '../../../src/gateway/domain/store.ts';
import { InvalidValue, type StoreError, Unavailable } from '../../../src/gateway/domain/store-error.ts';
import type { StoreSubject } from './describe-stores.ts';

const failure = (call: Promise<unknown>): Promise<StoreError | null> =>
  call.then(
    () => null,
    (error: StoreError) => error,
  );

/** How a store is opened once more, and closed, on every driver. */
export function testStore(subject: () => StoreSubject): void {
  const open = (): Promise<Store> => subject().database.open();
  const isClosed = async (store: Store): Promise<void> => {
    const calls = [
      store.teams.list(),
      store.teams.create({ slug: 'late', name: 'late' }),
      store.unitOfWork(async () => 1),
      store.ping(),
    ];
    for (const error of await Promise.all(calls.map(failure))) {
      expect(error).toBeInstanceOf(Unavailable);
      expect(error?.message).toContain('the store is closed');
    }
  };

  test('answers a ping, closes twice, at once and one after the other, and does nothing afterwards', async () => {
    const store = await open();
    await store.ping();
    await Promise.all([store.close(), store.close()]);
    await store.close();
    await isClosed(store);
    expect(await subject().store.teams.findBySlug('late')).toBeNull();
  });

  test('is closed at the end of a block', async () => {
    let kept: Store;
    {
      await using store = await open();
      kept = store;
      await store.ping();
    }
    await isClosed(kept);
  });

  test('waits for what is under way when it is closed, and takes nothing new', async () => {
    const store = await open();
    const [begun, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slug = subject().unique('closing-');
    const unit = store.unitOfWork(async ({ teams }) => {
      begun.resolve();
      await done.promise;
      return teams.create({ slug, name: 'x' });
    });
    await begun.promise;
    let isDone = false;
    const closing = store.close().then(() => (isDone = true));
    await isClosed(store);
    expect(isDone).toBe(false);
    done.resolve();
    expect(await unit).toMatchObject({ slug });
    await closing;
    expect(await subject().store.teams.findBySlug(slug)).not.toBeNull();
  });

  test('waits no longer than it is told when it is closed: the unit is Unavailable, and nothing of it stays in the way', async () => {
    const store = await open();
    const begun = Promise.withResolvers<void>();
    const slug = subject().unique('closing-');
    const unit = failure(
      store.unitOfWork(async ({ teams }) => {
        await teams.create({ slug, name: 'x' });
        begun.resolve();
        await new Promise(() => undefined);
      }),
    );
    await begun.promise;
    await store.close({ limitMs: 10 });
    expect((await unit)?.message).toBe('store.unitOfWork: the store was closed before it was done');
    expect(await subject().store.teams.create({ slug, name: 'x' })).toMatchObject({ slug });
  });

  test('says which argument is wrong, and how', async () => {
    const { teams } = subject().store;
    const error = await failure(teams.find('x'));
    expect(error).toBeInstanceOf(InvalidValue);
    expect(error?.message).toBe('teams.find: argument 1 is not a UUID in lower case');
  });

  test('two stores on one database see what the other one did', async () => {
    const [one, two] = [await open(), await open()];
    const slug = subject().unique('shared-');
    const { id } = await one.teams.create({ slug, name: 'x' });
    await two.teams.update(id, { name: 'y' });
    expect((await one.teams.find(id))?.name).toBe('y');
  });
}
