import { assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { endOfPeriod, startOfPeriod } from '../../../src/gateway/domain/budget-period.ts';
import { budgetPeriods } from '../../../src/gateway/domain/enums.ts';

const at = (text: string): Date => new Date(text);

test.each([
  ['day', '2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z'],
  ['day', '2026-02-28T23:59:59.999Z', '2026-02-28T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  ['day', '1969-12-31T23:59:59.999Z', '1969-12-31T00:00:00.000Z', '1970-01-01T00:00:00.000Z'],
  ['week', '2026-03-01T23:59:59.999Z', '2026-02-23T00:00:00.000Z', '2026-03-02T00:00:00.000Z'],
  ['week', '2026-03-02T00:00:00.000Z', '2026-03-02T00:00:00.000Z', '2026-03-09T00:00:00.000Z'],
  ['week', '1970-01-01T00:00:00.000Z', '1969-12-29T00:00:00.000Z', '1970-01-05T00:00:00.000Z'],
  ['month', '2024-02-29T12:00:00.000Z', '2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
  ['month', '2026-12-31T23:59:59.999Z', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['month', '0099-12-31T23:59:59.999Z', '0099-12-01T00:00:00.000Z', '0100-01-01T00:00:00.000Z'],
] as const)('the %s of %s begins %s and ends %s', (period, moment, start, end) => {
  expect(startOfPeriod(period, at(moment))).toEqual(at(start));
  expect(endOfPeriod(period, at(moment))).toEqual(at(end));
});

test('a total has no beginning and no end', () => {
  expect(startOfPeriod('total', at('2026-03-01T00:00:00.000Z'))).toBeNull();
  expect(endOfPeriod('total', at('2026-03-01T00:00:00.000Z'))).toBeNull();
});

test('every moment of the years 1 to 9999 lies in one period, which begins at a midnight in UTC', () => {
  const moments = integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
  const periods = constantFrom(...budgetPeriods.filter((period) => period !== 'total'));
  assert(
    property(moments, periods, (ms, period) => {
      const start = startOfPeriod(period, new Date(ms))!;
      const end = endOfPeriod(period, new Date(ms))!;
      expect(start.getTime()).toBeLessThanOrEqual(ms);
      expect(end.getTime()).toBeGreaterThan(ms);
      expect(Math.abs(start.getTime() % 86_400_000)).toBe(0);
      expect(startOfPeriod(period, new Date(end.getTime() - 1))).toEqual(start);
      expect(startOfPeriod(period, end)).toEqual(end);
      if (period === 'week') expect(start.getUTCDay()).toBe(1);
      if (period === 'month') expect(start.getUTCDate()).toBe(1);
    }),
    { seed: 5, numRuns: 300 },
  );
});
