import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidValue } from '../../../src/gateway/domain/store-error.ts';
import { costOf } from '../../../src/gateway/domain/usage-cost.ts';

const largest = Number.MAX_SAFE_INTEGER;
const counts = (input: number, cached = 0, output = 0) => ({
  inputTokens: input,
  cachedInputTokens: cached,
  outputTokens: output,
});
const rates = (input: number, cached = 0, output = 0) => ({
  inputMicrosPerMtok: input,
  cachedInputMicrosPerMtok: cached,
  outputMicrosPerMtok: output,
});

test.each([
  ['a million tokens cost the rate', counts(1_000_000), rates(2_500_000), 2_500_000],
  ['half a micro goes up', counts(1), rates(500_000), 1],
  ['less than half goes down', counts(1), rates(499_999), 0],
  ['the sum is rounded, not its parts', counts(1, 1, 1), rates(400_000, 400_000, 400_000), 1],
  ['each kind has its rate', counts(1_000_000, 2_000_000, 3_000_000), rates(1, 10, 100), 321],
  ['nothing costs nothing', counts(0), rates(largest, largest, largest), 0],
  ['the largest cost', counts(1_000_000), rates(largest), largest],
])('%s', (_, tokens, price, cost) => {
  expect(costOf(tokens, price)).toBe(cost);
});

test('a cost beyond 2^53 − 1 is refused, not rounded', () => {
  expect(() => costOf(counts(1_000_001), rates(largest))).toThrow(InvalidValue);
  expect(() => costOf(counts(largest, largest, largest), rates(largest, largest, largest))).toThrow(
    InvalidValue,
  );
});

const count = fc.integer({ min: 0, max: 2_000_000_000 });
const tokens = fc.tuple(count, count, count).map((each) => counts(...each));
const price = fc.tuple(count, count, count).map((each) => rates(...each));
const runs = { seed: 5, numRuns: 300 };

test('the cost is the whole number next to the exact one', () => {
  fc.assert(
    fc.property(tokens, price, (used, at) => {
      const exact =
        BigInt(used.inputTokens) * BigInt(at.inputMicrosPerMtok) +
        BigInt(used.cachedInputTokens) * BigInt(at.cachedInputMicrosPerMtok) +
        BigInt(used.outputTokens) * BigInt(at.outputMicrosPerMtok);
      fc.pre(exact < BigInt(largest) * 1_000_000n);
      const rest = exact - BigInt(costOf(used, at)) * 1_000_000n;
      expect(rest >= -500_000n && rest < 500_000n).toBe(true);
    }),
    runs,
  );
});

test('more tokens never cost less, and two lines differ from one by a micro at most', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(1_000_000), fc.nat(1_000_000_000), (first, second, rate) => {
      const [one, other] = [costOf(counts(first), rates(rate)), costOf(counts(second), rates(rate))];
      const both = costOf(counts(first + second), rates(rate));
      expect(both).toBeGreaterThanOrEqual(Math.max(one, other));
      expect(Math.abs(both - one - other)).toBeLessThanOrEqual(1);
    }),
    runs,
  );
});
