import { array, assert, nat, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { type Budget, leftOf, standAt } from '../../../src/gateway/domain/budget.ts';
import { BudgetExceeded, spendBudgets } from '../../../src/gateway/domain/spend-budgets.ts';
import { InvalidValue } from '../../../src/gateway/domain/store-error.ts';

const monday = new Date('2026-03-02T00:00:00.000Z');
const budget = (more: Partial<Budget>): Budget => ({
  id: 'b',
  owner: { kind: 'user', id: 'u' },
  period: 'week',
  softLimitMicros: null,
  hardLimitMicros: null,
  spentMicros: 0,
  periodStartedAt: monday,
  createdAt: monday,
  updatedAt: monday,
  ...more,
});

test('a hard limit may be reached and is not passed', () => {
  const full = spendBudgets([budget({ hardLimitMicros: 10, spentMicros: 4 })], 6, monday);
  expect(full.budgets.map(({ spentMicros }) => spentMicros)).toEqual([10]);
  expect(spendBudgets(full.budgets, 0, monday).budgets).toEqual(full.budgets);
  expect(() => spendBudgets(full.budgets, 1, monday)).toThrow(BudgetExceeded);
});

test('a refusal names every budget that cannot bear it, what is left and until when', () => {
  const budgets = [
    budget({ id: 'total', period: 'total', hardLimitMicros: 5, spentMicros: 9 }),
    budget({ id: 'month', period: 'month', hardLimitMicros: 1000, periodStartedAt: monday }),
    budget({ id: 'day', period: 'day', hardLimitMicros: 10, spentMicros: 4 }),
  ];
  const refuse = (): readonly unknown[] => {
    try {
      return [spendBudgets(budgets, 7, monday)];
    } catch (error) {
      return (error as BudgetExceeded).refusals;
    }
  };
  expect(refuse()).toEqual([
    { budgetId: 'day', period: 'day', leftMicros: 6, resetsAt: new Date('2026-03-03T00:00:00.000Z') },
    { budgetId: 'total', period: 'total', leftMicros: 0, resetsAt: null },
  ]);
});

test('a soft limit is told once, when it is gone beyond', () => {
  const soft = [budget({ softLimitMicros: 10, spentMicros: 9 })];
  expect(spendBudgets(soft, 1, monday).softLimitsCrossed).toEqual([]);
  const beyond = spendBudgets(soft, 2, monday);
  expect(beyond.softLimitsCrossed).toEqual(['week']);
  expect(spendBudgets(beyond.budgets, 5, monday).softLimitsCrossed).toEqual([]);
});

test('a new period begins with nothing spent; a late report counts into the present one', () => {
  const spent = budget({ spentMicros: 9, hardLimitMicros: 10 });
  const sunday = new Date(monday.getTime() - 1);
  const next = new Date('2026-03-09T00:00:00.000Z');
  expect(standAt(spent, new Date(next.getTime() - 1))).toBe(spent);
  expect(standAt(spent, next)).toEqual({ ...spent, spentMicros: 0, periodStartedAt: next });
  expect(spendBudgets([spent], 1, sunday).budgets).toEqual([{ ...spent, spentMicros: 10 }]);
  expect(standAt({ ...spent, period: 'total' }, next).spentMicros).toBe(9);
});

test('what cannot be counted is refused, not rounded', () => {
  const large = budget({ softLimitMicros: 1, spentMicros: Number.MAX_SAFE_INTEGER - 1 });
  expect(spendBudgets([large], 1, monday).budgets[0]?.spentMicros).toBe(Number.MAX_SAFE_INTEGER);
  expect(() => spendBudgets([large], 2, monday)).toThrow(InvalidValue);
  expect(() => spendBudgets([large], Number.MAX_SAFE_INTEGER, monday)).toThrow(InvalidValue);
});

test('whatever is tried in whatever order, a hard limit is never passed, and what was spent is counted', () => {
  const amounts = array(record({ micros: nat(40), hours: nat(30) }), { maxLength: 40 });
  assert(
    property(amounts, nat(100), (tries, hardLimitMicros) => {
      let budgets: readonly Budget[] = (['day', 'week', 'month', 'total'] as const).map((period) =>
        budget({ id: period, period, hardLimitMicros }),
      );
      let total = 0;
      let ms = monday.getTime();
      for (const { micros, hours } of tries) {
        ms += hours * 3_600_000;
        const before = budgets;
        try {
          budgets = spendBudgets(budgets, micros, new Date(ms)).budgets;
          total += micros;
        } catch (error) {
          expect(error).toBeInstanceOf(BudgetExceeded);
          const least = Math.min(...before.map((each) => leftOf(standAt(each, new Date(ms)))!));
          expect(micros).toBeGreaterThan(least);
        }
        for (const each of budgets) expect(each.spentMicros).toBeLessThanOrEqual(hardLimitMicros);
      }
      expect(budgets.at(-1)?.spentMicros).toBe(total);
    }),
    { seed: 5, numRuns: 100 },
  );
});
