import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { bringNode, bringPooler, bringPostgres } from './bring.ts';
import { type Driver, filesOf, postgresDrivers } from './suites.ts';

/** One box of the matrix. */
export interface Cell {
  readonly driver: Driver;
  /** The major; null for a driver that has nothing to do with PostgreSQL. */
  readonly postgres: number | null;
  readonly node: number;
}

export interface CellResult {
  readonly cell: Cell;
  readonly passed: number;
  /** With the files that could not even be loaded. */
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

interface VitestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const root = join(import.meta.dirname, '..', '..');

/** Runs the tests of the driver with that Node, on that PostgreSQL; what they print goes to the output. */
export async function runCell(cell: Cell): Promise<CellResult> {
  const started = performance.now();
  const node = bringNode(cell.node);
  if (cell.driver === 'pg') bringPooler();
  const mode = `matrix-${[cell.driver, cell.postgres, `node${cell.node}`].filter((part) => part !== null).join('-')}`;
  const resultFile = join(root, '.lockstep', `test-result-${mode}.json`);
  rmSync(resultFile, { force: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  // Files by whole path: a filter is any part of one.
  const files = filesOf(cell.driver, root).map((path) => join(root, path));
  const child = spawn(node, [vitest, 'run', '--mode', mode, ...files], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(await environmentOf(cell, node)) },
  });
  const exitCode = await new Promise((done) => child.on('error', done).on('close', done));
  const seconds = (performance.now() - started) / 1000;
  return { cell, ...readResult(resultFile, exitCode === 0), seconds };
}

async function environmentOf(cell: Cell, node: string): Promise<Readonly<Record<string, string>>> {
  const path = { PATH: [dirname(node), process.env['PATH']].join(delimiter) };
  if (cell.postgres === null) return { ...path, LOCKSTEP_TEST_POSTGRES: 'none' };
  const packages = await bringPostgres(cell.postgres);
  return {
    ...path,
    LOCKSTEP_TEST_POSTGRES_MAJOR: String(cell.postgres),
    ...(packages === null ? {} : { NODE_PATH: packages }),
  };
}

function readResult(file: string, isGreen: boolean): Pick<CellResult, 'passed' | 'failed' | 'skipped'> {
  let result: VitestResult;
  try {
    result = JSON.parse(readFileSync(file, 'utf8')) as VitestResult;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const unloaded = result.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const failed = result.numFailedTests + unloaded;
  return {
    passed: result.numPassedTests,
    // An error between the tests fails the run and no test.
    failed: failed === 0 && !isGreen ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** Every box of the choice, in its order; drivers without PostgreSQL once per Node. */
export function cellsOf(choice: {
  readonly drivers: readonly Driver[];
  readonly majors: readonly number[];
  readonly nodes: readonly number[];
}): readonly Cell[] {
  return choice.drivers.flatMap((driver) => {
    const majors: readonly (number | null)[] = postgresDrivers.includes(driver) ? choice.majors : [null];
    return majors.flatMap((postgres) => choice.nodes.map((node) => ({ driver, postgres, node })));
  });
}
