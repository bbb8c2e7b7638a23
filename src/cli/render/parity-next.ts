import type { ModuleParity, ParityReport } from '../../parity/report.ts';
import { isEmptyReport, nothingToCompareHint } from './parity-empty.ts';
import { settledBy } from './parity-figures.ts';
import { clean } from './width.ts';

/** Returns what to do about the report, a line each; none where nothing weighs. */
export function nextSteps(report: ParityReport): readonly string[] {
  const { modules, strict, verdict } = report;
  if (isEmptyReport(report)) return [nothingToCompareHint];
  if (verdict === 'parity') return [];
  const weighs = modules.flatMap((module) =>
    module.differences
      .filter(({ severity }) => severity === 'error' || (strict && severity === 'warning'))
      .map(({ id }) => ({ module, id, isGone: settledBy(module, id) !== null })),
  );
  const [first] = weighs;
  if (first === undefined) return [];
  if (first.module.module === null) {
    return ['Mend the side that is wrong by a migration of its own; both databases were only read.'];
  }
  return [
    // What stood on the way only is in versions that are never changed.
    ...(weighs.every(({ isGone }) => isGone)
      ? []
      : ['Mend the side that is wrong by the next version: lockstep new NAME']),
    `Where it is meant so, accept it: ${acceptCommand(first.id, first.module)}`,
  ];
}

/** Returns the command that accepts a difference of a module, as a shell takes it. */
export function acceptCommand(id: string, module: ModuleParity): string {
  const each = settledBy(module, id) === null ? '' : ' --at each';
  return `lockstep parity accept ${shellWord(clean(id))}${each} --reason "…"`;
}

/** In single quotes a shell changes nothing; a single quote itself ends them for one moment. */
function shellWord(text: string): string {
  return /^[\w.:/,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
