import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as entry from '../../src/index.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { type Block, promisedLines, readBlocks } from './read-examples.ts';

const root = join(import.meta.dirname, '..', '..');
/** Every example loads the same files. */
const compileCache = join(root, '.lockstep/compile-cache');
const tsc = join(root, 'node_modules/typescript/bin/tsc');

const api = blocksOf('docs/api.md');
/** README's program runs in the same project. */
const programs = [...api, ...blocksOf('README.md')].filter(isProgram);

function blocksOf(page: string): readonly Block[] {
  return readBlocks(readFileSync(join(root, page), 'utf8'), page);
}

function isProgram({ language, path }: Block): boolean {
  return language === 'ts' && path === null;
}

let project: string;

/** The project that the page describes: its commands are run, its files are written, in their order. */
beforeAll(async () => {
  project = tempFolder();
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  for (const { language, text, path } of api) {
    if (language === 'sh') {
      for (const [, command = ''] of text.matchAll(/^npx lockstep (.*)$/gm)) {
        const { code, output } = await node(project, [join(root, 'src/cli/main.ts'), ...command.split(' ')]);
        expect(code, output).toBe(0);
      }
    } else if (path !== null) {
      for (const engine of path.includes('*') ? ['postgres', 'sqlite'] : [''])
        writeFileSync(join(project, path.replace('*', engine)), text.slice(text.indexOf('\n') + 1));
    }
  }
  // A link, because Node strips no types of a file below node_modules.
  mkdirSync(join(project, 'lockstep'));
  mkdirSync(join(project, 'node_modules'));
  writeFileSync(join(project, 'lockstep/package.json'), '{ "type": "module", "exports": "./index.ts" }');
  writeFileSync(join(project, 'lockstep/index.ts'), `export * from '${join(root, 'src/index.ts')}';\n`);
  symlinkSync('../lockstep', join(project, 'node_modules/lockstep'));
});

test('docs/api.md has an example for everything that the entry exports', () => {
  const text = programs.map((each) => each.text).join('\n') + api.map((each) => each.text).join('\n');
  const names = [...Object.keys(entry), 'status', 'verify', 'plan', 'migrate', 'events', 'repairs', 'repair'];
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  expect(programs.some(({ place }) => place.startsWith('README.md'))).toBe(true);
});

describe.concurrent('an example prints what it says', () => {
  test.for(programs.map((program) => ({ place: program.place, program })))(
    '$place',
    async ({ program }, { expect }) => {
      const promised = promisedLines(program);
      expect(promised, 'the example says nothing of what it prints').not.toEqual([]);
      const folder = tempFolder();
      cpSync(project, folder, { recursive: true, verbatimSymlinks: true });
      writeFileSync(join(folder, 'example.ts'), program.text);
      const server = program.text.includes('POSTGRES_URL') ? (await createPostgresDatabase()).url : null;
      const { code, output } = await node(
        folder,
        ['example.ts'],
        server === null ? {} : { POSTGRES_URL: server },
      );
      expect(output.trimEnd().split('\n')).toEqual(promised);
      expect(code).toBe(0);
    },
  );
});

test('every example holds under the strict compiler', async () => {
  const folder = tempFolder();
  cpSync(project, folder, { recursive: true, verbatimSymlinks: true });
  rmSync(join(folder, 'node_modules'), { recursive: true });
  rmSync(join(folder, 'lockstep'), { recursive: true });
  for (const [index, { text }] of programs.entries())
    writeFileSync(join(folder, `example-${index}.ts`), text);
  const compilerOptions = {
    ...JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).compilerOptions,
    declaration: false,
    typeRoots: [join(root, 'node_modules/@types')],
    paths: { lockstep: [join(root, 'src/index.ts')] },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const { code, output } = await node(folder, [tsc, '-p', '.']);
  expect(output).toBe('');
  expect(code).toBe(0);
});

/** Runs Node in a folder and returns how it ended, with all that it wrote. */
function node(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH, NODE_COMPILE_CACHE: compileCache, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  return new Promise((done) => child.on('close', (code) => done({ code, output })));
}
