import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorCodes } from '../../src/core/error-codes.ts';
import { LockstepError } from '../../src/core/errors.ts';
import type { Engine } from '../../src/core/engine.ts';
import type { MigrationReport, RunReport } from '../../src/core/report.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { createMigrator, type Migrator } from '../../src/migrate/migrator.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { moduleConfig, moduleFolder, pair } from '../files/module-folder.ts';
import { type StrangeHistory, strangeHistories } from './histories.ts';
import { holds, propertyTimeout, seed } from './run-property.ts';

/** A database whose history the test writes as it likes. */
export interface HistoryStore {
  readonly url: string;
  /** Times of a row that its column takes, and that we never write. */
  readonly times: readonly string[];
  /** Leaves this history and an empty table `log`. */
  readonly write: (history: StrangeHistory) => Promise<void>;
  /** The names in `log`, each as often as its script has run. */
  readonly logged: () => Promise<readonly string[]>;
  /** Everything in the history and beside it, as text. */
  readonly dump: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/** A step tells in `log` that it has run. */
const script = (name: string, ...headers: readonly string[]): ReturnType<typeof pair> =>
  pair(
    `${name}.sql`,
    `${headers.map((header) => `-- lockstep: ${header}\n`).join('')}INSERT INTO log (name) VALUES ('${name}');\n`,
  );

const files = {
  ...script('V1__a'),
  ...script('S001__b', 'after=V1'),
  ...script('V2__c'),
  ...script('DM001__d', 'after=V2'),
  ...script('V3__e', 'category=release', 'requires=DM001'),
  ...script('V4__f'),
};

const appliedStates: readonly MigrationReport['state'][] = ['applied', 'adopted', 'edited'];

/** Histories that nobody would write: refused with a code or taken as they stand, and never run over. */
export function describeHistories(engine: Engine, open: () => Promise<HistoryStore>, runs: number): void {
  describe(`any history on ${engine} (seed ${seed})`, () => {
    let store: HistoryStore;
    let migrator: Migrator;
    let checksums: ReadonlyMap<string, string>;

    beforeAll(async () => {
      store = await open();
      const folder = moduleFolder(files);
      const module = await loadModule(moduleConfig, folder);
      checksums = new Map(module.chain.map(({ name, scripts }) => [name, scripts[engine]?.checksum ?? '']));
      migrator = createMigrator({
        databases: [parseAddress(store.url, { folder, name: 'db' })],
        modules: [module],
      });
    });

    afterAll(async () => {
      await migrator[Symbol.asyncDispose]();
      await store.close();
    });

    const property = (check: (history: StrangeHistory) => Promise<void>): Promise<void> | void =>
      holds(
        fc.asyncProperty(strangeHistories(checksums, store.times), async (history) => {
          await store.write(history);
          await check(history);
        }),
        runs,
      );

    test(
      'is shown row by row, and nothing is said to be applied that has no row',
      { timeout: propertyTimeout },
      () =>
        property(async ({ rows }) => {
          const before = await store.dump();
          const outcome = await ended(migrator.status());
          expect(await store.dump()).toBe(before);
          if (outcome instanceof LockstepError) return;
          const [module] = outcome.databases[0]?.modules ?? [];
          const shown = new Map(module?.migrations.map((step) => [step.name, step.state]));
          const told = JSON.stringify(module?.problem);
          for (const { migration_name: name } of rows)
            expect(shown.has(name) || told.includes(JSON.stringify(name)), `a row named ${name}`).toBe(true);
          for (const [name, state] of shown)
            if (appliedStates.includes(state)) expect(rows.map((row) => row.migration_name)).toContain(name);
        }),
    );

    test('is read by plan and verify without a write and without a crash', { timeout: propertyTimeout }, () =>
      property(async () => {
        const before = await store.dump();
        await ended(migrator.plan());
        await ended(migrator.verify());
        await ended(migrator.repairs());
        expect(await store.dump()).toBe(before);
      }),
    );

    test(
      'is refused by migrate without a write, or gone on from without a step run twice',
      { timeout: propertyTimeout },
      () =>
        property(async ({ rows }) => {
          const before = await store.dump();
          const names = rows.map((row) => row.migration_name);
          const outcome = await ended(migrator.migrate());
          const ran = await store.logged();
          expect(new Set(ran).size, 'steps run twice').toBe(ran.length);
          expect(
            ran.filter((name) => names.includes(name)),
            'steps run again',
          ).toEqual([]);
          expect(appliedIn(outcome).toSorted()).toEqual(ran.toSorted());
          if (ran.length === 0) expect(await store.dump()).toBe(before);
          const { migrations = [] } =
            (outcome instanceof LockstepError ? outcome.report : outcome)?.databases[0]?.modules[0] ?? {};
          for (const { name, outcome: said } of migrations)
            if (said === 'already-applied') expect(names).toContain(name);
        }),
    );
  });
}

/** What a call came to; anything but a report or an error with a code of the table is a crash. */
async function ended(call: Promise<unknown>): Promise<RunReport | LockstepError> {
  try {
    return (await call) as RunReport;
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
    expect(Object.keys(errorCodes)).toContain(error.code);
    // Nothing that a history holds makes a server unreachable.
    expect(['DATABASE_UNREACHABLE', 'MIGRATION_FAILED', 'OUTCOME_UNKNOWN'], error.message).not.toContain(
      error.code,
    );
    return error;
  }
}

function appliedIn(outcome: RunReport | LockstepError): readonly string[] {
  const report = outcome instanceof LockstepError ? outcome.report : outcome;
  return (report?.databases ?? []).flatMap(({ modules }) =>
    modules.flatMap(({ migrations }) =>
      migrations.filter((step) => step.outcome === 'applied').map(({ name }) => name),
    ),
  );
}
