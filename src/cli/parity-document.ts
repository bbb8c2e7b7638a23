import type { ModuleParity, ParityReport } from '../parity/report.ts';

/**
 * Returns the JSON document of a report: what docs/cli.md names, over all modules, each entry with its module; beside it
 * what is known of each module.
 */
export function parityDocument({ verdict, strict, modules }: ParityReport): object {
  const over = <T extends object>(list: (module: ModuleParity) => readonly T[]): readonly object[] =>
    modules.flatMap((module) => list(module).map((entry) => ({ module: module.module, ...entry })));
  return {
    verdict,
    differences: over(({ differences }) => differences),
    accepted: over(({ accepted }) => accepted),
    staleExceptions: over(({ staleExceptions }) => staleExceptions),
    notCompared: over(({ notCompared }) => notCompared),
    paths: over(({ paths }) => paths),
    strict,
    modules: modules.map(({ module, engines, tables, head, versions, firstDiverged }) => ({
      name: module,
      engines,
      tables,
      head,
      firstDiverged,
      versions,
    })),
  };
}
