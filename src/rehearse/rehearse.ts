import { type Engine, engines } from '../core/engine.ts';
import type { ScratchDatabase } from '../drivers/scratch/scratch.ts';
import { createNormaliser } from '../parity/normalise/create-normaliser.ts';
import { defaultRows, type RehearseOptions } from './rehearse-options.ts';
import { rehearseModule } from './rehearse-module.ts';
import type { ModuleRehearsal, RehearsalReport } from './report.ts';

/**
 * Returns what the modules' migrations do to rows: before each step both scratch databases hold rows in every table, behind it
 * every row is accounted for, and the engines are compared by value. Throws what `migrate` throws where a script fails without
 * rows too, PERMISSION_DENIED where no database may be created, INTERRUPTED.
 */
export async function rehearse(options: RehearseOptions): Promise<RehearsalReport> {
  const { modules, servers, rows = defaultRows, signal } = options;
  const normaliser = await createNormaliser();
  const scratches = new Map<Engine, ScratchDatabase>();
  try {
    for (const engine of engines) scratches.set(engine, await servers[engine].create(signal));
    const rehearsed: ModuleRehearsal[] = [];
    const versions: Partial<Record<Engine, string>> = {};
    for (const [place] of modules.entries()) {
      rehearsed.push(
        await rehearseModule({
          ...options,
          modules,
          place,
          rows,
          seed: options.seed ?? 'lockstep',
          normaliser,
          scratches,
          onVersion: (engine, version) => (versions[engine] = version),
        }),
      );
    }
    return {
      verdict: rehearsed.some(({ findings }) => findings.length > 0) ? 'findings' : 'passed',
      engines: {
        postgres: `PostgreSQL ${versions.postgres ?? ''}`.trim(),
        sqlite: `SQLite ${versions.sqlite ?? ''}`.trim(),
      },
      rowsPerTable: rows,
      modules: rehearsed,
    };
  } finally {
    for (const scratch of scratches.values()) await scratch[Symbol.asyncDispose]();
  }
}
