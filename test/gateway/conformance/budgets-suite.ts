import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Budget } from '../../../src/gateway/domain/budget.ts';
import type { NewBudget } from '../../../src/gateway/domain/budgets.ts';
import type { BilledOwner } from '../../../src/gateway/domain/owner.ts';
import { BudgetExceeded } from '../../../src/gateway/domain/spend-budgets.ts';
import {
  Conflict,
  InvalidValue,
  MissingReference,
  NotFound,
} from '../../../src/gateway/domain/store-error.ts';
import { openParents, type Parents } from '../stores/parents.ts';
import type { StoreSubject } from './describe-stores.ts';

/** What an owner may spend. */
export function testBudgets(subject: () => StoreSubject): void {
  let parents: Parents;
  beforeAll(async () => {
    parents = await openParents(subject().database.url);
  });
  afterAll(() => parents[Symbol.asyncDispose]());

  const newUser = async (): Promise<BilledOwner> => ({ kind: 'user', id: await parents.user() });
  const newTeam = async (): Promise<BilledOwner> => ({ kind: 'team', id: await parents.team() });
  const create = (owner: BilledOwner, more: Partial<NewBudget> = {}): Promise<Budget> =>
    subject().store.budgets.create({ owner, period: 'day', hardLimitMicros: 100, ...more });
  const noon = (budget: Budget): Date => new Date(budget.periodStartedAt.getTime() + 43_200_000);

  test('a budget begins with its period in UTC, with nothing spent', async () => {
    const { budgets } = subject().store;
    for (const owner of [await newUser(), await newTeam()]) {
      const total = await create(owner, { period: 'total', softLimitMicros: 7, hardLimitMicros: null });
      const day = await create(owner);
      const midnight = new Date(day.createdAt);
      midnight.setUTCHours(0, 0, 0, 0);
      expect(day).toEqual({
        id: day.id,
        owner,
        period: 'day',
        softLimitMicros: null,
        hardLimitMicros: 100,
        spentMicros: 0,
        periodStartedAt: midnight,
        createdAt: expect.any(Date),
        updatedAt: day.createdAt,
      });
      expect(total).toMatchObject({ periodStartedAt: total.createdAt, hardLimitMicros: null });
      expect(await budgets.find(day.id)).toEqual(day);
      expect(await budgets.listOf(owner, noon(day))).toEqual([day, total]);
    }
  });

  test('one of each period per owner, who is there; a limit, and the soft one below the hard one', async () => {
    const owner = await newUser();
    await create(owner);
    await expect(create(owner)).rejects.toThrow(Conflict);
    await expect(create({ kind: 'team', id: randomUUID() })).rejects.toThrow(MissingReference);
    const wrong: readonly Partial<NewBudget>[] = [
      { hardLimitMicros: null },
      { hardLimitMicros: -1 },
      { hardLimitMicros: 2 ** 53 },
      { softLimitMicros: 101 },
    ];
    for (const each of wrong)
      await expect(create(owner, { period: 'week', ...each })).rejects.toThrow(InvalidValue);
  });

  test('what is not there', async () => {
    const { budgets } = subject().store;
    const owner = await newUser();
    expect(await budgets.find(randomUUID())).toBeNull();
    expect(await budgets.listOf(owner, subject().now())).toEqual([]);
    expect(await budgets.spend(owner, 5, subject().now())).toEqual({ budgets: [], softLimitsCrossed: [] });
    await expect(budgets.changeLimits(randomUUID(), { hardLimitMicros: 1 })).rejects.toThrow(NotFound);
    await expect(budgets.remove(randomUUID())).rejects.toThrow(NotFound);
    const { id } = await create(owner);
    await budgets.remove(id);
    expect(await budgets.listOf(owner, subject().now())).toEqual([]);
  });

  test('limits are changed one by one; a null takes one away, but not both', async () => {
    const { budgets } = subject().store;
    const budget = await create(await newTeam());
    const both = await budgets.changeLimits(budget.id, { softLimitMicros: 50 });
    expect(both).toEqual({ ...budget, softLimitMicros: 50, updatedAt: both.updatedAt });
    expect(both.updatedAt.getTime()).toBeGreaterThan(budget.updatedAt.getTime());
    const soft = await budgets.changeLimits(budget.id, { hardLimitMicros: null });
    expect(soft).toMatchObject({ softLimitMicros: 50, hardLimitMicros: null });
    await expect(budgets.changeLimits(budget.id, { softLimitMicros: null })).rejects.toThrow(InvalidValue);
  });

  test('spending is counted by all budgets of the owner and by nobody else’s', async () => {
    const { budgets } = subject().store;
    const [owner, other] = [await newUser(), await newUser()];
    const untouched = await create(other);
    const month = await create(owner, { period: 'month', softLimitMicros: 10, hardLimitMicros: null });
    const day = await create(owner);
    const { budgets: after, softLimitsCrossed } = await budgets.spend(owner, 11, noon(day));
    expect(softLimitsCrossed).toEqual(['month']);
    expect(after.map(({ id, spentMicros }) => [id, spentMicros])).toEqual([
      [day.id, 11],
      [month.id, 11],
    ]);
    expect(await budgets.listOf(owner, noon(day))).toEqual(after);
    expect(await budgets.find(untouched.id)).toEqual(untouched);
    await expect(budgets.spend(owner, -1, noon(day))).rejects.toThrow(InvalidValue);
  });

  test('spending that one budget cannot bear is spent from none, with what is left', async () => {
    const { budgets } = subject().store;
    const owner = await newTeam();
    const day = await create(owner);
    const total = await create(owner, { period: 'total', hardLimitMicros: 1000 });
    await budgets.spend(owner, 99, noon(day));
    const refused = budgets.spend(owner, 2, noon(day));
    await expect(refused).rejects.toThrow(BudgetExceeded);
    const resetsAt = new Date(day.periodStartedAt.getTime() + 86_400_000);
    const refusals = [{ budgetId: day.id, period: 'day', leftMicros: 1, resetsAt }];
    await expect(refused).rejects.toMatchObject({ code: 'CONFLICT', refusals });
    await budgets.spend(owner, 1, noon(day));
    const spent = (await budgets.listOf(owner, noon(day))).map(({ spentMicros }) => spentMicros);
    expect(spent).toEqual([100, 100]);
    expect((await budgets.find(total.id))?.hardLimitMicros).toBe(1000);
  });

  test('a new day begins with nothing spent, and the day before is never opened again', async () => {
    const { budgets } = subject().store;
    const owner = await newUser();
    const day = await create(owner);
    await budgets.spend(owner, 100, noon(day));
    const midnight = new Date(day.periodStartedAt.getTime() + 86_400_000);
    const late = new Date(midnight.getTime() - 1);
    await expect(budgets.spend(owner, 1, late)).rejects.toThrow(BudgetExceeded);
    expect((await budgets.listOf(owner, late)).map(({ spentMicros }) => spentMicros)).toEqual([100]);
    expect((await budgets.listOf(owner, midnight)).map(({ spentMicros }) => spentMicros)).toEqual([0]);
    await budgets.spend(owner, 60, midnight);
    await budgets.spend(owner, 40, late);
    expect(await budgets.find(day.id)).toMatchObject({ spentMicros: 100, periodStartedAt: midnight });
    await expect(budgets.spend(owner, 1, late)).rejects.toThrow(BudgetExceeded);
  });

  test('a refusal ends a unit of work, with all that it did before', async () => {
    const { store, now } = subject();
    const owner = await newUser();
    const day = await create(owner);
    const unit = store.unitOfWork(async ({ budgets }) => {
      await budgets.spend(owner, 60, now());
      await budgets.spend(owner, 60, now()).catch(() => null);
    });
    await expect(unit).rejects.toThrow(BudgetExceeded);
    expect((await store.budgets.find(day.id))?.spentMicros).toBe(0);
  });
}
