import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../../../src/gateway/commands/parse-command-line.ts';
import { readConfiguration } from '../../../src/gateway/configuration/read-configuration.ts';
import { tempFolder } from '../../servers/temp-folder.ts';
import { readText, root } from './examples.ts';

const file = readText('examples/compose/Dockerfile');

function wordsOf(instruction: string): readonly string[] {
  return JSON.parse(new RegExp(`^${instruction} (.*)$`, 'm').exec(file)?.[1] ?? '') as string[];
}

/** Does what the COPY lines say, with what the ignore file lets through, and puts `npm ci`'s modules beside it. */
function buildFolder(): string {
  const folder = tempFolder();
  const [all, ...kept] = readText('examples/compose/Dockerfile.dockerignore').trim().split('\n');
  expect(all).toBe('*');
  for (const [, from = '', to = ''] of file.matchAll(/^COPY (.*) (\S+)$/gm)) {
    const paths = from.split(' ');
    expect(
      paths.filter((path) => !kept.includes(`!${path}`)),
      'not in the context',
    ).toEqual([]);
    // A file goes into a folder, a folder becomes one.
    for (const path of paths) {
      cpSync(join(root, path), join(folder, to.endsWith('/') ? join(to, path) : to), { recursive: true });
    }
  }
  // All of the lock file, the packages that only development needs too: the gateway's are among them.
  expect(file).toMatch(/^RUN npm ci$/m);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

test('what the image holds is enough to migrate', { timeout: 60_000 }, () => {
  const folder = buildFolder();
  const [node, ...words] = wordsOf('ENTRYPOINT');
  expect(node).toBe('node');
  const { status, stdout, stderr } = spawnSync(process.execPath, [...words, 'migrate', '--apply'], {
    cwd: folder,
    env: { GATEWAY_DATABASE_URL: 'sqlite:gateway.db' },
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/at V24 of V24[^]*nothing pending\n$/);
});

test('the image serves where nothing else is asked for, on the port that it names', () => {
  expect(parseCommandLine(wordsOf('CMD')).kind).toBe('serve');
  const { port } = readConfiguration({ GATEWAY_DATABASE_URL: 'sqlite:a.db' });
  expect(/^EXPOSE (.*)$/m.exec(file)?.[1]).toBe(String(port));
});
