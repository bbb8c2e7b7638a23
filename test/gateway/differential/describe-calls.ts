import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { operations } from '../../../src/gateway/domain/store.ts';
import { seed } from '../../property/run-property.ts';
import { firstRows } from './first-rows.ts';
import { enough, isLong, length, sequences, timeout } from './effort.ts';
import { countCalls, type Program, type Step } from './program.ts';
import { printProgram } from './print-program.ts';
import { methods, programs } from './programs.ts';
import { Divergence, runProgram } from './run-program.ts';
import type { Sides } from './side.ts';
import { pagedMethods, wholeWalks } from './walks.ts';

const all = programs(length);
const runs = sequences({ short: 6, long: 500 });

/** Random programs of calls on all stores. */
export function describeCalls(sides: () => Sides): void {
  test('every method of every port is among them', () => {
    const declared = Object.entries(operations).flatMap(([port, of]) =>
      Object.keys(of).map((method) => `${port}.${method}`),
    );
    expect(methods.map(({ name }) => name).sort()).toEqual(declared.sort());
    expect(declared.length).toBeGreaterThan(80);
    const drawn = fc.sample(all, { seed, numRuns: 100 }).flat();
    const called = drawn.flatMap((step) =>
      step.kind === 'call'
        ? [step.call.name]
        : step.kind === 'unit'
          ? step.calls.map(({ name }) => name)
          : [],
    );
    expect([...new Set(called)].sort()).toEqual(declared.sort());
  });

  test('from page to page every list is the same everywhere and whole, between rows of one moment too', async () => {
    const rows = firstRows.map((call): Step => ({ kind: 'call', call }));
    const pages = new Map<string, number>();
    await runProgram(sides(), [...rows, ...wholeWalks], (name, outcome) => {
      expect(outcome).toMatch(/^(returns|\d+ pages)$/);
      if (outcome !== 'returns')
        pages.set(name, Math.max(pages.get(name) ?? 0, Number.parseInt(outcome, 10)));
    });
    expect([...pages.keys()].sort()).toEqual(pagedMethods.map(({ name }) => name).sort());
    expect(pages.size).toBeGreaterThanOrEqual(3);
    for (const [name, most] of pages) expect(most, name).toBeGreaterThanOrEqual(5);
  });

  test(
    `${runs} sequences of ${length} random calls: the same results, order, errors and rows after every one`,
    async () => {
      const outcomes = new Map<string, Map<string, number>>();
      let calls = 0;
      let found: number | null = null;
      const property = fc.asyncProperty(all, async (program) => {
        try {
          await runProgram(sides(), program, (name, outcome) => {
            const of = outcomes.get(name) ?? new Map<string, number>();
            outcomes.set(name, of.set(outcome, (of.get(outcome) ?? 0) + 1));
          });
        } catch (error) {
          found ??= calls + countCalls(program);
          throw error;
        }
        calls += countCalls(program);
      });
      const details = await fc.check(property, { seed, numRuns: runs });
      if (details.failed) throw new Divergence(`${describeFailure(details)}\n\nfound within ${found} calls`);
      if (isLong) console.log(`${details.numRuns} sequences, ${calls} calls, seed ${seed}`);
      if (process.env['LOCKSTEP_TEST_OUTCOMES']) console.log(outcomes);
      if (runs < enough) return;
      const neverDone = methods.filter(({ name }) => !outcomes.get(name)?.has('returns'));
      expect(neverDone.map(({ name }) => name)).toEqual([]);
    },
    timeout,
  );
}

/** The shortest program that was found, its difference, and how to repeat it. */
function describeFailure({
  counterexample,
  counterexamplePath,
  errorInstance,
  numShrinks,
}: fc.RunDetails<[Program]>): string {
  const program = counterexample?.[0] ?? [];
  return [
    errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
    `${countCalls(program)} calls, after ${numShrinks} shrinks; LOCKSTEP_TEST_SEED=${seed}, path ${counterexamplePath}`,
    printProgram(program),
  ].join('\n\n');
}
