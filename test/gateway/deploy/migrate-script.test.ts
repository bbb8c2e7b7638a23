import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../servers/temp-folder.ts';
import { root } from './examples.ts';

const noShell = existsSync('/bin/sh') ? false : 'no /bin/sh on this machine';

/** A cluster in which the Job has these answers: what `kubectl <verb …>` ends with, by a pattern of its words. */
function runScript(answers: string): { status: number | null; asked: readonly string[]; stdout: string } {
  const folder = tempFolder();
  const log = join(folder, 'log');
  const stub = join(folder, 'kubectl');
  writeFileSync(log, '');
  writeFileSync(
    stub,
    `#!/bin/sh\necho "$*" >> '${log}'\nlooks=$(grep -c complete '${log}')\ncase "$*" in\n${answers}\nesac\n`,
  );
  chmodSync(stub, 0o755);
  const { status, stdout } = spawnSync('/bin/sh', ['examples/kubernetes/migrate.sh'], {
    cwd: root,
    env: { PATH: `${folder}:/usr/bin:/bin` },
    encoding: 'utf8',
    timeout: 10_000,
  });
  return { status, stdout, asked: readFileSync(log, 'utf8').trim().split('\n') };
}

test.skipIf(noShell)('kubernetes: migrate.sh ends when the Job is complete', () => {
  const { status, asked } = runScript('*complete*) [ "$looks" -ge 3 ] ;;\n*failed*) exit 1 ;;');
  expect(status).toBe(0);
  expect(asked.slice(0, 2)).toEqual([
    'delete job gateway-migrate --ignore-not-found',
    'apply --filename examples/kubernetes/migrate-job.yaml',
  ]);
  expect(asked.filter((words) => words.includes('complete'))).toHaveLength(3);
});

test.skipIf(noShell)('kubernetes: migrate.sh ends with the log of a Job that failed', () => {
  const { status, stdout } = runScript('*complete*) exit 1 ;;\nlogs*) echo "MIGRATION_FAILED" ;;');
  expect([status, stdout]).toEqual([1, 'MIGRATION_FAILED\n']);
});

test.skipIf(noShell)(
  'kubernetes: migrate.sh ends where the cluster does not answer, or the Job is gone',
  () => {
    expect(runScript('*) exit 1 ;;')).toMatchObject({ status: 1, asked: [expect.stringMatching(/^delete/)] });
    expect(runScript('wait*|get*) exit 1 ;;')).toMatchObject({ status: 1 });
  },
);
