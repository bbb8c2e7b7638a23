import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Repositories, Store } from '../../../src/gateway/domain/store.ts';
import {
  Busy,
  Conflict,
  InvalidValue,
  NotFound,
  Unexpected,
} from '../../../src/gateway/domain/store-error.ts';
import { openRawDatabase } from '../stores/raw-database.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

/** Lets two who run at once wait for each other. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** How units of work behave, on every driver. */
export function testUnitOfWork(subject: () => StoreSubject): void {
  const { team: newTeam } = sampleRows(subject);
  const create = ({ teams }: Pick<Repositories, 'teams'>, slug: string): Promise<unknown> =>
    teams.create({ slug, name: 'A team' });
  const slug = (): string => subject().unique('unit-');
  const isThere = async (sought: string): Promise<boolean> =>
    (await subject().store.teams.findBySlug(sought)) !== null;

  test('commits all of its changes, and returns what the work does; others see them then', async () => {
    const { store } = subject();
    const [one, two] = [slug(), slug()];
    const result = await store.unitOfWork(async (repositories) => {
      await create(repositories, one);
      expect(await repositories.teams.findBySlug(one)).toMatchObject({ slug: one });
      expect(await isThereOutside(one)).toBe(false);
      await create(repositories, two);
      return 42;
    });
    expect([result, await isThere(one), await isThere(two)]).toEqual([42, true, true]);

    async function isThereOutside(sought: string): Promise<boolean> {
      await using raw = await openRawDatabase(subject().database.url);
      return (await raw.query('SELECT 1 AS one FROM teams WHERE slug = ?1', [sought])).length > 0;
    }
  });

  test("rolls back on the work's own error, which comes out as it is", async () => {
    const one = slug();
    for (const own of [new Error('own'), 'a text', undefined]) {
      const unit = subject().store.unitOfWork(async (repositories) => {
        await create(repositories, one);
        throw own;
      });
      expect(
        await unit.then(
          () => 'done',
          (error: unknown) => ({ error }),
        ),
      ).toEqual({ error: own });
    }
    expect(await isThere(one)).toBe(false);
  });

  test.for([
    ['a taken value', Conflict, async ({ teams }: Repositories, taken: string) => create({ teams }, taken)],
    ['a row that is not there', NotFound, ({ teams }: Repositories) => teams.remove(crypto.randomUUID())],
    ['an argument', InvalidValue, ({ teams }: Repositories) => teams.findBySlug('a\0b')],
  ] as const)('%s ends it, also where the work catches the error', async ([, Kind, fail]) => {
    const [one, two, three] = [slug(), slug(), slug()];
    await create(subject().store, one);
    const seen: unknown[] = [];
    const unit = subject().store.unitOfWork(async (repositories) => {
      await create(repositories, two);
      await fail(repositories, one).catch((error: unknown) => seen.push(error));
      await create(repositories, three).catch((error: unknown) => seen.push(error));
      return 'went on';
    });
    const error: unknown = await unit.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Kind);
    expect(seen).toEqual([error, error]);
    expect([await isThere(two), await isThere(three)]).toEqual([false, false]);
  });

  test("the store's own repositories, a unit inside of a unit, and closing are refused inside of one", async () => {
    const { store } = subject();
    const one = slug();
    const outer = (inner: (store: Store) => Promise<unknown>): Promise<unknown> =>
      store.unitOfWork(async (repositories) => {
        await create(repositories, one);
        await inner(store);
      });
    for (const inner of [
      (own: Store) => create(own, slug()),
      (own: Store) => own.unitOfWork(async () => undefined),
      (own: Store) => own.ping(),
    ]) {
      await expect(outer(inner)).rejects.toThrow(Unexpected);
      await expect(outer(inner)).rejects.toThrow(
        'inside of a unit of work: use the repositories that it is given',
      );
    }
    await expect(outer((own) => own.close())).rejects.toThrow('it would wait for itself');
    expect(await isThere(one)).toBe(false);
  });

  test('what it starts and does not wait for is part of it; what comes after its end is refused', async () => {
    const { store } = subject();
    const [one, two, three] = [slug(), slug(), slug()];
    let kept: Repositories | null = null;
    const over = gate();
    let later: Promise<unknown> = Promise.resolve();
    await store.unitOfWork(async (repositories) => {
      kept = repositories;
      void create(repositories, one);
      void create(repositories, two);
      later = over.opened.then(() => create(store, three));
    });
    expect([await isThere(one), await isThere(two)]).toEqual([true, true]);
    await expect((kept as Repositories | null)?.teams.list()).rejects.toThrow(
      'teams.list: the unit of work is over',
    );
    over.open();
    // What outlives the unit that it was started in is outside of it.
    await later;
    expect(await isThere(three)).toBe(true);
    const unit = store.unitOfWork(async (repositories) => void create(repositories, one));
    await expect(unit).rejects.toThrow(Conflict);
  });

  test('many calls at once inside of one are made one after the other', async () => {
    const slugs = Array.from({ length: 10 }, slug);
    const unit = subject().store.unitOfWork((repositories) =>
      Promise.all(slugs.map((each) => create(repositories, each))),
    );
    expect(await unit).toHaveLength(10);
    expect(await isThere(slugs[9]!)).toBe(true);
  });

  test('two of one store, begun at once, change nothing of each other', async () => {
    const { store } = subject();
    const { id } = await newTeam();
    const steps: string[] = [];
    const unit = async (name: string): Promise<void> => {
      await store.unitOfWork(async ({ teams }) => {
        const before = await teams.update(id, { status: 'active' });
        steps.push(`${name} reads`);
        await sleep(30);
        await teams.update(id, { name: `${before.name}+${name}` });
        steps.push(`${name} writes`);
      });
    };
    await Promise.all([unit('a'), unit('b')]);
    const [first] = steps[0]!;
    const second = first === 'a' ? 'b' : 'a';
    expect(steps).toEqual([`${first} reads`, `${first} writes`, `${second} reads`, `${second} writes`]);
    expect((await store.teams.find(id))?.name).toBe(`A team+${first}+${second}`);
  });

  test('two interleaved step by step: what the first one rolls back is gone, what the second one does stays', async () => {
    const { store } = subject();
    const [one, two] = [slug(), slug()];
    const [begun, asked] = [gate(), gate()];
    const first = store.unitOfWork(async (repositories) => {
      await create(repositories, one);
      begun.open();
      await asked.opened;
      await sleep(20);
      await create(repositories, slug());
      throw new Error('own');
    });
    await begun.opened;
    const second = store.unitOfWork(async (repositories) => {
      await create(repositories, two);
      expect(await repositories.teams.findBySlug(one)).toBeNull();
    });
    asked.open();
    await expect(first).rejects.toThrow('own');
    await second;
    expect([await isThere(one), await isThere(two)]).toEqual([false, true]);
  });

  test('single reads beside it see what was before; single writes are no part of it', async () => {
    const { store } = subject();
    const { id } = await newTeam();
    const [changed, looked] = [gate(), gate()];
    const unit = store.unitOfWork(async ({ teams }) => {
      await teams.update(id, { name: 'inside' });
      changed.open();
      await looked.opened;
      throw new Error('own');
    });
    await changed.opened;
    expect((await store.teams.find(id))?.name).toBe('A team');
    const write = store.teams.update(id, { status: 'suspended' });
    looked.open();
    await expect(unit).rejects.toThrow('own');
    expect(await write).toMatchObject({ name: 'A team', status: 'suspended' });
    expect(await store.teams.find(id)).toMatchObject({ name: 'A team', status: 'suspended' });
  });

  test('a signal ends it before, between two calls and while it waits, with its own reason', async () => {
    const { store, database } = subject();
    const reason = new Error('stop');
    const one = slug();
    let ran = 0;
    const before = store.unitOfWork(async () => void ran++, { signal: AbortSignal.abort(reason) });
    await expect(before).rejects.toBe(reason);

    const between = new AbortController();
    const unit = store.unitOfWork(
      async (repositories) => {
        ran++;
        await create(repositories, one);
        between.abort(reason);
        await create(repositories, slug()).catch(() => undefined);
      },
      { signal: between.signal },
    );
    await expect(unit).rejects.toBe(reason);

    // The other one is of this store, then of another store.
    const { id } = await newTeam();
    for (const other of [store, await database.open()]) {
      const [held, done] = [gate(), gate()];
      const holder = other.unitOfWork(async ({ teams }) => {
        await teams.update(id, { name: 'held' });
        held.open();
        await done.opened;
      });
      await held.opened;
      const waiting = new AbortController();
      const waiter = store.unitOfWork(async ({ teams }) => teams.update(id, { name: 'waits' }), {
        signal: waiting.signal,
      });
      setTimeout(() => waiting.abort(reason), 30);
      setTimeout(done.open, 60);
      await expect(waiter).rejects.toBe(reason);
      await holder;
    }
    expect([ran, await isThere(one), (await store.teams.find(id))?.name]).toEqual([1, false, 'held']);
  });

  test('somebody who holds on too long makes units and writes Busy in time, and stops nobody else', async () => {
    const { database } = subject();
    const [holder, store] = [await database.open(), await database.open({ busyTimeoutMs: 200 })];
    const { id } = await newTeam();
    const [held, done] = [gate(), gate()];
    const unit = holder.unitOfWork(async ({ teams }) => {
      await teams.update(id, { name: 'held' });
      held.open();
      await done.opened;
    });
    await held.opened;
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 5);
    const began = performance.now();
    const calls = [
      store.teams.update(id, { name: 'too late' }),
      store.unitOfWork(({ teams }) => teams.update(id, { name: 'too late' })),
      store.requestLog.purge(1).then(() => store.teams.remove(id)),
      store.teams.find(id),
    ];
    const ends = await Promise.allSettled(calls);
    const took = performance.now() - began;
    clearInterval(ticking);
    done.open();
    await unit;
    const [write, busyUnit, remove, read] = ends;
    for (const end of [write, busyUnit, remove]) {
      expect(end).toMatchObject({ status: 'rejected', reason: expect.any(Busy) });
      expect((end as PromiseRejectedResult).reason).toMatchObject({ code: 'BUSY', retryable: true });
    }
    expect(read).toMatchObject({ status: 'fulfilled', value: { name: 'A team' } });
    expect(took).toBeLessThan(1500);
    // One in 5 ms, less what a library waits for by itself (20 ms at a time) and what the machine does meanwhile.
    expect(ticks).toBeGreaterThan(took / 60);
    expect(await store.teams.update(id, { name: 'in time' })).toMatchObject({ name: 'in time' });
  });
}
