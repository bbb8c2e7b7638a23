import type { ModuleParity, ParityReport } from '../report.ts';

/**
 * Returns the report of these modules. `differs`: an error that is not accepted, a stale exception, a path that ends in
 * another schema, and with `strict` a warning.
 */
export function toReport(modules: readonly ModuleParity[], strict: boolean): ParityReport {
  return {
    verdict: modules.some((module) => differs(module, strict)) ? 'differs' : 'parity',
    strict,
    modules,
  };
}

function differs({ differences, staleExceptions, paths }: ModuleParity, strict: boolean): boolean {
  return (
    staleExceptions.length > 0 ||
    paths.some((path) => path.differences.length > 0) ||
    differences.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'))
  );
}
