import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const source = join(import.meta.dirname, '../../src/modules/load-config.ts');

/**
 * Returns the configuration of a folder as a process of its own loads it: inside the test runner, imports do not go
 * through Node. Throws where that process writes to stderr or fails.
 */
export function loadInNode(folder: string): unknown {
  const script = `
    const { loadConfig } = await import(${JSON.stringify(source)});
    const { config } = await loadConfig({ cwd: process.cwd() });
    console.log(JSON.stringify(config));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}
