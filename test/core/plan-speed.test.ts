import { expect, it } from 'vitest';
import { planModule } from '../../src/core/plan-module.ts';
import { at, chain, empty } from './module-text.ts';

const size = 10_000;
const steps = Array.from({ length: size }, (_, place) =>
  place % 10 === 9 ? `S${String((place % 990) + 1).padStart(3, '0')}@V${place}` : `V${place + 1}`,
);
const module = chain([...new Map(steps.map((step) => [step.split('@')[0], step])).values()].join(' '));
const all = module.chain.map(({ name }) => name);
const request = { categories: null, to: null };

it.each([
  ['empty', [empty()]],
  ['half applied', [at(module, all.slice(0, all.length / 2).join(' '))]],
  ['up to date, two databases', [at(module, all.join(' ')), at(module, all.join(' '), { name: 'lite' })]],
])('10,000 migrations are planned in under 50 ms: %s', (_, databases) => {
  // The best of some tries: what the planner costs, not what else the machine does.
  const best = Math.min(
    ...Array.from({ length: 8 }, () => {
      const begun = performance.now();
      planModule(module, databases, request);
      return performance.now() - begun;
    }),
  );
  expect(best).toBeLessThan(50);
});
