import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

/** One test file, as far as the choice of suites asks. */
interface TestFile {
  readonly path: string;
  readonly name: string;
  /** It, or something that it imports, asks for a PostgreSQL. */
  readonly usesPostgres: boolean;
}

/** Runs of their own: `npm run test:package`, `test:mise`, `test:crash`. */
const isOfNoSuite = /^test\/(package|scale)\/|^test\/mise/;
const isOfOneDriver = /sqlite|libsql|sqld|embedded/;
/** Both libraries of local files. */
const isOfLocalFiles = /^test\/(drivers|faults)\/sqlite-/;

/** Which test files show that a driver works. A file may show it of several. */
const suites = {
  pg: ({ name, usesPostgres }) => usesPostgres && !isOfOneDriver.test(name),
  embedded: ({ name }) => name.includes('embedded'),
  'better-sqlite3': ({ path, name }) => name.includes('better-sqlite3') || isOfLocalFiles.test(path),
  'libsql-file': ({ path, name }) => name.includes('libsql-file') || isOfLocalFiles.test(path),
  'libsql-server': ({ name }) => /sqld|libsql-(?!file)/.test(name),
  // What no single driver is asked about; the whole runs of test/migrate skip their PostgreSQL cases where there is none.
  shared: ({ path, name, usesPostgres }) =>
    (!usesPostgres && !/libsql|sqld|embedded|better-sqlite3/.test(name) && !isOfLocalFiles.test(path)) ||
    path.startsWith('test/migrate/'),
} as const satisfies Readonly<Record<string, (file: TestFile) => boolean>>;

export type Driver = keyof typeof suites;

export const drivers: readonly Driver[] = Object.keys(suites) as Driver[];

/** Those of which the result depends on the PostgreSQL. */
export const postgresDrivers: readonly Driver[] = ['pg', 'embedded'];

/** The test files of a driver, below the repository's root; never none. */
export function filesOf(driver: Driver, root: string): readonly string[] {
  const files = testFiles(root)
    .map((path) => readTestFile(path, root))
    .filter(suites[driver])
    .map(({ path }) => path);
  if (files.length === 0) throw new Error(`no test file is of the driver ${driver}`);
  return files;
}

/** Test files that no driver takes: none, or the next one would run in no box of the matrix. */
export function filesOfNobody(root: string): readonly string[] {
  const isOfDriver = Object.values(suites);
  return testFiles(root).filter((path) => {
    const file = readTestFile(path, root);
    return !isOfDriver.some((isOf) => isOf(file));
  });
}

function readTestFile(path: string, root: string): TestFile {
  return { path, name: basename(path), usesPostgres: usesPostgres(join(root, path), new Set()) };
}

function testFiles(root: string): readonly string[] {
  return globSync('test/**/*.test.ts', { cwd: root })
    .map((path) => path.replaceAll(sep, '/'))
    .filter((path) => !isOfNoSuite.test(path))
    .sort();
}

interface Source {
  readonly asksForPostgres: boolean;
  readonly imports: readonly string[];
}

const sources = new Map<string, Source>();

function readSource(file: string): Source {
  const known = sources.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(file, 'utf8');
  const source = {
    asksForPostgres: text.includes("inject('postgresUrl')"),
    imports: [...text.matchAll(/ from '(\.[^']+\.ts)'/g)].map(([, path = '']) => join(dirname(file), path)),
  };
  sources.set(file, source);
  return source;
}

/** Follows the imports, so that a new test need not be named anywhere. */
function usesPostgres(file: string, seen: Set<string>): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const { asksForPostgres, imports } = readSource(file);
  return asksForPostgres || imports.some((each) => usesPostgres(each, seen));
}
