import { type Engine, engines } from '../core/engine.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { RunReport } from '../core/report.ts';

/** One script that a plan would run. */
export interface PlannedScript {
  readonly module: string;
  readonly migration: string;
  readonly engine: Engine;
  readonly file: string;
  readonly databases: readonly string[];
  readonly sql: string;
}

/** Returns the scripts of a planned report in the order in which they would run; empty when nothing would. */
export function plannedScripts(
  { databases }: RunReport,
  modules: readonly LoadedModule[],
): readonly PlannedScript[] {
  return modules.flatMap((module) =>
    module.chain.flatMap((migration) =>
      engines.flatMap((engine) => {
        const script = migration.scripts[engine];
        const names = databases
          .filter((database) => database.engine === engine)
          .filter((database) =>
            database.modules.some(
              ({ name, migrations }) =>
                name === module.name &&
                migrations.some((step) => step.name === migration.name && step.outcome === 'planned'),
            ),
          )
          .map(({ name }) => name);
        if (script === null || names.length === 0) return [];
        return [
          {
            module: module.name,
            migration: migration.name,
            engine,
            file: script.file,
            databases: names,
            sql: script.text,
          },
        ];
      }),
    ),
  );
}
