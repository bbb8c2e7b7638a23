import type { ViteUserConfig } from 'vitest/config';

/** What takes minutes: `npm run test:crash` runs all of it, and runs kills, races and fuzzing longer than `npm test`. */
const crashTests = [
  'test/crash/**/*.test.ts',
  'test/property/**/*.test.ts',
  'test/faults/**/*.test.ts',
  'test/parity/mutation/**/*.test.ts',
  'test/rehearse/**/*.test.ts',
];
const longTests = ['test/scale/**/*.test.ts'];

/** `--mode NAME` is a run with a result file of its own, which the summary of CI adds up. */
const config = ({ mode }: { readonly mode: string }): ViteUserConfig => ({
  test: {
    include: mode === 'crash' ? [...crashTests, ...longTests] : ['test/**/*.test.ts'],
    exclude: mode === 'crash' ? [] : longTests,
    // Tests that can try harder ask for it.
    env: { LOCKSTEP_TEST_MODE: mode },
    globalSetup: 'test/servers/global-setup.ts',
    // Native drivers and child processes do not like worker threads.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: [
      'default',
      ['json', { outputFile: `.lockstep/test-result${mode === 'test' ? '' : `-${mode}`}.json` }],
    ],
  },
});

export default config;
