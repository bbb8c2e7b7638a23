import { readFileSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { describePackage } from './describe-package.ts';
import { install } from './install.ts';
import { pack, shell } from './pack.ts';

const root = join(import.meta.dirname, '..', '..');

/** A program that touches every part of the public API with types of its own. */
const program = `
import {
  createMigrator, defineConfig, errorCodes, loadModule, LockstepError, openDatabase,
  type Database, type ErrorCode, type Migration, type RunEvent, type RunReport,
} from 'lockstep';
export * from 'lockstep';

const config = defineConfig({
  modules: [{ name: 'app', migrations: { postgres: 'migrations/postgres', sqlite: null } }],
  databases: { local: 'sqlite:app.db' },
});
const database: Database = await openDatabase('sqlite:app.db', { name: 'local', folder: '/' });
const [first] = config.modules;
const modules = first === undefined ? [] : [await loadModule(first, '/')];
const chain: readonly Migration[] = modules.flatMap((module) => module.chain);
const migrator = createMigrator({
  databases: [database],
  modules,
  onEvent: (event: RunEvent): void => console.log(event.type),
});
try {
  const report: RunReport = await migrator.migrate({ signal: new AbortController().signal });
  const names: readonly string[] = report.databases.map((each) => each.name);
  console.log(names, chain.length);
} catch (error) {
  if (!(error instanceof LockstepError)) throw error;
  const code: ErrorCode = error.code;
  console.log(errorCodes[code].exitCode, error.report?.databases.length);
} finally {
  await migrator[Symbol.asyncDispose]();
}
`;

/** The same for the test kit, with a runner that brings its own types. */
const kit = `
import {
  conformance, type ConformanceDriver, expectParity, type ExpectParityOptions, ParityMismatch, scratchDatabase, type TestDatabase,
} from 'lockstep/testing';
export * from 'lockstep/testing';

interface Notes extends AsyncDisposable { count(): Promise<number> }
declare function describe(title: string, body: () => void): void;
declare function test(title: string, body: () => Promise<void>): void;

const options: ExpectParityOptions = { at: 'head', strict: true, scratch: 'embedded:postgres' };
try {
  const { verdict, modules } = await expectParity(options);
  const tables: readonly string[] = modules.flatMap((module) => module.tables);
  console.log(verdict === 'parity', tables);
} catch (error) {
  if (!(error instanceof ParityMismatch)) throw error;
  const ids: readonly string[] = error.report.modules.flatMap(({ differences }) => differences.map(({ id }) => id));
  console.log(error.message, ids);
}
const drivers: readonly ConformanceDriver<Notes>[] = [
  {
    name: 'SQLite',
    open: async () => {
      const scratch: TestDatabase = await scratchDatabase('sqlite', { driver: 'libsql' });
      const path: string | null = scratch.path;
      return {
        count: async () => path?.length ?? 0,
        [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
      };
    },
  },
  { name: 'PostgreSQL', skip: 'no server here', open: () => { throw new Error('skipped'); } },
];
conformance<Notes>('notes', drivers, ({ test }) => {
  test('counts', async (notes) => console.log((await notes.count()) + 1));
}, { describe, test: Object.assign(test, { skip: test }) });
`;

const wrong = `
import { createMigrator, openDatabase } from 'lockstep';
// @ts-expect-error a number is no address
await openDatabase(7);
// @ts-expect-error modules are missing
createMigrator({ databases: [] });
import { expectParity, scratchDatabase } from 'lockstep/testing';
// @ts-expect-error there is no such engine
await scratchDatabase('mysql');
// @ts-expect-error a version is not what it is about
await expectParity({ at: 'V2' });
`;

const strict = {
  strict: true,
  noEmit: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  // Ours must hold without the types of any driver.
  skipLibCheck: false,
};

/** How projects of today compile. */
const settings: readonly [string, object][] = [
  ['nodenext', { module: 'nodenext', target: 'es2022', types: ['node'] }],
  ['nodenext, the oldest with top-level await', { module: 'node20', target: 'es2023', types: ['node'] }],
  [
    'a bundler',
    {
      module: 'esnext',
      moduleResolution: 'bundler',
      target: 'es2022',
      lib: ['es2022', 'dom'],
      types: ['node'],
    },
  ],
  [
    'a bundler, and no types of Node',
    { module: 'preserve', moduleResolution: 'bundler', target: 'es2022', lib: ['esnext', 'dom'], types: [] },
  ],
];

describePackage('a program that uses the package', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await install(await pack());
    // The types of Node and the compiler are those of the repository; of drivers there are none.
    mkdirSync(join(folder, 'node_modules/@types'));
    for (const name of ['@types/node', 'undici-types'])
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    writeFileSync(join(folder, 'program.ts'), program);
    writeFileSync(join(folder, 'kit.ts'), kit);
    writeFileSync(join(folder, 'wrong.ts'), wrong);
  });

  test.each(settings)('compiles strictly with %s', async (name, options) => {
    const file = `tsconfig.${settings.findIndex(([each]) => each === name)}.json`;
    writeFileSync(
      join(folder, file),
      JSON.stringify({
        compilerOptions: { ...strict, ...options },
        files: ['program.ts', 'kit.ts', 'wrong.ts'],
      }),
    );
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const { code, output } = await shell(folder, `node ${compiler} -p ${file}`);
    expect(output).toBe('');
    expect(code).toBe(0);
  });

  test('finds the declarations through package.json alone', () => {
    const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');
    expect(lock).not.toMatch(/"node_modules\/(@types\/|pg"|better-sqlite3|@libsql)/);
  });
});
