import { expect, test } from 'vitest';
import { conformance, type ConformanceDriver, type TestRunner } from '../../src/testing/index.ts';

/** A runner that only writes down what is declared, and runs it when it is told to. */
function recorder(): TestRunner & { readonly declared: string[]; readonly run: () => Promise<void> } {
  const declared: string[] = [];
  const runs: (() => Promise<void>)[] = [];
  const declare = (title: string, run: () => Promise<void>): void => {
    declared.push(title);
    runs.push(run);
  };
  return {
    declared,
    describe: (title, body) => {
      declared.push(title);
      body();
    },
    test: Object.assign(declare, { skip: (title: string) => void declared.push(`- ${title}`) }),
    run: async () => {
      for (const run of runs) await run();
    },
  };
}

const one: ConformanceDriver<number> = { name: 'one', open: () => 1 };

test('each driver has a block, and what is skipped says why', () => {
  const runner = recorder();
  conformance(
    'suite',
    [
      one,
      { ...one, name: 'two', skips: { b: 'no b there' } },
      { ...one, name: 'three', skip: 'not installed' },
    ],
    ({ test: declare }) => {
      declare('a', () => undefined);
      declare('b', () => undefined);
    },
    runner,
  );
  expect(runner.declared).toEqual([
    'suite: one',
    'a',
    'b',
    'suite: two',
    'a',
    '- b (skipped: no b there)',
    'suite: three',
    '- a (skipped: not installed)',
    '- b (skipped: not installed)',
  ]);
});

test('each test has a subject of its own, disposed of also where the test fails', async () => {
  const runner = recorder();
  const log: string[] = [];
  let count = 0;
  const open = (): AsyncDisposable & { readonly id: number } => {
    const id = ++count;
    return { id, [Symbol.asyncDispose]: async () => void log.push(`disposed ${id}`) };
  };
  conformance(
    'suite',
    [{ name: 'one', open }],
    ({ test: declare, driver }) => {
      declare('a', ({ id }) => log.push(`${driver} a ${id}`));
      declare('b', () => Promise.reject(new Error('b fails')));
    },
    runner,
  );
  await expect(runner.run()).rejects.toThrow('b fails');
  expect(log).toEqual(['one a 1', 'disposed 1', 'disposed 2']);
});

test.each([
  ['no driver', [], 'there is no driver'],
  ['two of one name', [one, one], 'two drivers are called "one"'],
  ['a skip without a reason', [{ ...one, skip: ' ' }], 'needs a reason'],
  ['a skipped title that no test has', [{ ...one, skips: { c: 'why' } }], 'no test is called "c"'],
] as const)('%s is refused while declaring', (_, drivers, message) => {
  const declare = (): void => conformance('suite', drivers, ({ test: add }) => add('a', () => 1), recorder());
  expect(declare).toThrow(message);
});

test('a suite without a test is refused', () => {
  expect(() => conformance('suite', [one], () => undefined, recorder())).toThrow('the suite has no test');
});
