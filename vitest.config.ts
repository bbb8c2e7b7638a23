import type { ViteUserConfig } from 'vitest/config';

/** `--mode NAME` is a run with a result file of its own, which the summary of CI adds up. */
const config = ({ mode }: { readonly mode: string }): ViteUserConfig => ({
  test: {
    include: ['test/**/*.test.ts'],
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
