import { afterAll, beforeAll, inject } from 'vitest';
import type { Engine } from '../../src/core/engine.ts';
import { openPostgresScratch, openSqliteScratch } from '../../src/drivers/scratch/open-scratch.ts';
import type { ScratchServer } from '../../src/drivers/scratch/scratch.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { rehearse } from '../../src/rehearse/rehearse.ts';
import type { RehearsedModule } from '../../src/rehearse/rehearse-options.ts';
import type { RehearsalFinding, RehearsalReport } from '../../src/rehearse/report.ts';
import { type Files, moduleConfig, moduleFolder } from '../files/module-folder.ts';

/** One step of a module: the same text for both engines, or one per engine. */
export type Steps = Readonly<Record<string, string | { readonly [E in Engine]: string }>>;

export interface RehearseFixture {
  servers(): { readonly [E in Engine]: ScratchServer };
  run(
    steps: Steps,
    options?: Omit<RehearsedModule, 'module'> & { readonly rows?: number },
  ): Promise<RehearsalReport>;
}

/** Scratch servers of both engines for the tests of a file. */
export function useRehearsal(): RehearseFixture {
  let servers: { readonly [E in Engine]: ScratchServer };
  beforeAll(async () => {
    const address = parseAddress(inject('postgresUrl'), { folder: '.' });
    servers = { postgres: await openPostgresScratch(address), sqlite: await openSqliteScratch() };
  });
  afterAll(async () => {
    await servers?.postgres[Symbol.asyncDispose]();
    await servers?.sqlite[Symbol.asyncDispose]();
  });
  return {
    servers: () => servers,
    run: async (steps, { rows = 8, ...options } = {}) => {
      const module = await loadSteps(steps);
      return rehearse({ modules: [{ module, ...options }], servers, rows });
    },
  };
}

export async function loadSteps(steps: Steps): Promise<RehearsedModule['module']> {
  const files: Files = Object.fromEntries(
    Object.entries(steps).flatMap(([name, text]) => [
      [`postgres/${name}.sql`, typeof text === 'string' ? text : text.postgres],
      [`sqlite/${name}.sql`, typeof text === 'string' ? text : text.sqlite],
    ]),
  );
  return loadModule(moduleConfig, moduleFolder(files));
}

/** `V2 sqlite rows-lost children 8`, `V3 engines-differ t.c 8`: what a report says, without its words. */
export function factsOf(report: RehearsalReport): readonly string[] {
  return report.modules.flatMap(({ findings }) => findings.map(factOf));
}

export function factOf({ step, engine, kind, table, column, count }: RehearsalFinding): string {
  const place = table === null ? '' : column === null ? table : `${table}.${column}`;
  return [step, engine ?? 'both', kind, place, count].filter((part) => part !== '').join(' ');
}
