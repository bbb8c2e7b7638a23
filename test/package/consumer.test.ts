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

const wrong = `
import { createMigrator, openDatabase } from 'lockstep';
// @ts-expect-error a number is no address
await openDatabase(7);
// @ts-expect-error modules are missing
createMigrator({ databases: [] });
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
    writeFileSync(join(folder, 'wrong.ts'), wrong);
  });

  test.each(settings)('compiles strictly with %s', async (name, options) => {
    const file = `tsconfig.${settings.findIndex(([each]) => each === name)}.json`;
    writeFileSync(
      join(folder, file),
      JSON.stringify({ compilerOptions: { ...strict, ...options }, files: ['program.ts', 'wrong.ts'] }),
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
