import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createPostgresDatabase } from '../servers/postgres.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { readBlocks } from './read-examples.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

test('the example of docs/testing-kit.md passes in a project that `lockstep init` has written', async () => {
  const { url } = await createPostgresDatabase();
  const project = tempFolder();
  const environment = { cwd: project, env: { PATH: process.env['PATH'], LOCKSTEP_SCRATCH_URL: url } };
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  await run(process.execPath, [join(root, 'src/cli/main.ts'), 'init'], environment);
  const page = readFileSync(join(root, 'docs/testing-kit.md'), 'utf8');
  for (const { path, text } of readBlocks(page, 'docs/testing-kit.md'))
    if (path !== null) writeFileSync(join(project, path), text);
  // A link, because Node strips no types of a file below node_modules.
  const entries = { '.': './index.ts', './testing': './testing.ts' };
  mkdirSync(join(project, 'lockstep'));
  mkdirSync(join(project, 'node_modules'));
  writeFileSync(join(project, 'lockstep/package.json'), JSON.stringify({ type: 'module', exports: entries }));
  for (const [file, source] of [
    ['index.ts', 'src/index.ts'],
    ['testing.ts', 'src/testing/index.ts'],
  ] as const)
    writeFileSync(join(project, 'lockstep', file), `export * from '${join(root, source)}';\n`);
  symlinkSync('../lockstep', join(project, 'node_modules/lockstep'));
  for (const name of ['pg', 'better-sqlite3'])
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));

  const { stdout } = await run(
    process.execPath,
    ['--test', '--test-reporter=tap', 'store.test.ts'],
    environment,
  );
  expect(stdout).toMatch(/^# pass 3$/m);
  expect(stdout).toMatch(/^# fail 0$/m);
  expect(stdout).toContain('# Subtest: notes: PostgreSQL');
});
