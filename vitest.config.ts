import type { ViteUserConfig } from 'vitest/config';

/** What takes minutes: `npm run test:crash` runs all of it, and runs kills, races and fuzzing longer than `npm test`. */
const crashTests = [
  'test/crash/**/*.test.ts',
  'test/property/**/*.test.ts',
  'test/faults/**/*.test.ts',
  'test/parity/mutation/**/*.test.ts',
  'test/rehearse/**/*.test.ts',
  'test/startup/**/*.test.ts',
  'test/gateway/differential/**/*.test.ts',
  'test/gateway/server/{smoke,three-at-once,silent-database}.test.ts',
  'test/drivers/{embedded,libsql-claims,libsql-server}.test.ts',
  'test/environment/two-libraries.test.ts',
];
const longTests = ['test/scale/**/*.test.ts'];

/** These start nothing that another one could meet, and leave nothing behind: a process for each would cost more than they do. */
const lightTests = [
  'test/core/**/*.test.ts',
  'test/sql/**/*.test.ts',
  'test/parity/**/*.test.ts',
  'test/files/**/*.test.ts',
  'test/modules/**/*.test.ts',
  'test/check/**/*.test.ts',
  'test/cli/*.test.ts',
  'test/cli/{render,scenarios}/**/*.test.ts',
  'test/docs/**/*.test.ts',
  'test/introspect/**/*.test.ts',
  'test/migrate/**/*.test.ts',
  'test/reference-store/**/*.test.ts',
  'test/rehearse/**/*.test.ts',
  'test/testing/**/*.test.ts',
  'test/property/**/*.test.ts',
  'test/faults/{postgres-lost,postgres-pooler,postgres-privileges,postgres-role-settings,postgres-unreachable,sqld-lost,store-[a-z]*}.test.ts',
  'test/crash/{better,libsql,pg,sqld}-[a-z-]*.test.ts',
  'test/drivers/{better-sqlite3,libsql-file,libsql-known-history,open,pg-[a-z]*,sqlite-known-history,sqlite-rules,sqlite-script-words,sqlite-statements}.test.ts',
  'test/environment/{modules-and-names,postgres-settings,schemas,standing-tables}.test.ts',
  'test/startup/{behaviour,judged,nothing-written,tracing,unreachable,waiting}.test.ts',
  'test/gateway/*.test.ts',
  'test/gateway/{conformance,differential,domain}/**/*.test.ts',
  'test/gateway/server/{api,broken-store,command-line,configuration,error-answers,seed-file,seed-store,silent-database,store-module}.test.ts',
  'test/gateway/deploy/**/*.test.ts',
];

/** `--mode NAME` is a run with a result file of its own, which the summary of CI adds up. */
const config = ({ mode }: { readonly mode: string }): ViteUserConfig => {
  const include = mode === 'crash' ? [...crashTests, ...longTests] : ['test/**/*.test.ts'];
  const exclude = mode === 'crash' ? [] : longTests;
  // Beside 32 racing processes, or an install of a package, a test of a second takes thirty.
  const limitMs = mode === 'test' ? 30_000 : 120_000;
  return {
    test: {
      // Tests that can try harder ask for it.
      env: { LOCKSTEP_TEST_MODE: mode },
      globalSetup: 'test/servers/global-setup.ts',
      // Native drivers and child processes do not like worker threads.
      pool: 'forks',
      // Two more than the cores that there must be: many tests wait. Kills and races start many processes of their own, and
      // four of them side by side starve a holder until who waits for it gives up.
      maxWorkers: mode === 'crash' ? 2 : 4,
      testTimeout: limitMs,
      hookTimeout: limitMs,
      reporters: [
        'default',
        ['json', { outputFile: `.lockstep/test-result${mode === 'test' ? '' : `-${mode}`}.json` }],
      ],
      ...(mode === 'test'
        ? {
            projects: [
              { extends: true, test: { name: 'light', include: lightTests, exclude, isolate: false } },
              { extends: true, test: { name: 'apart', include, exclude: [...exclude, ...lightTests] } },
            ],
          }
        : { include, exclude }),
    },
  };
};

export default config;
