import { type Engine, engineTitles } from '../../core/engine.ts';
import type { Migration, Script } from '../../core/migration.ts';
import { namedActions } from '../../sql/intent.ts';
import { lowerAscii } from '../../sql/names.ts';
import { diskPosition } from '../../sql/position.ts';
import type { RehearsalFinding } from '../report.ts';
import type { EngineDifference } from './compare-engines.ts';

/**
 * Returns the findings for what the engines hold differently, without what another finding of the step has told already, and
 * what a `changes=` header of either script declares.
 */
export function describeDifferences(
  differences: readonly EngineDifference[],
  { id, scripts }: Migration,
  found: readonly RehearsalFinding[],
): readonly RehearsalFinding[] {
  const own = [scripts.postgres, scripts.sqlite].filter((script) => script !== null);
  const isTold = ({ table, column }: EngineDifference): boolean =>
    found.some((finding) => finding.table === table && finding.column === column);
  const isDeclared = ({ table, column }: EngineDifference): boolean =>
    own.some(({ changes }) =>
      changes.some(
        (change) =>
          lowerAscii(change.table) === table &&
          (change.column === null ? null : lowerAscii(change.column)) === column,
      ),
    );
  return differences
    .filter((difference) => !isTold(difference) && !isDeclared(difference))
    .map((difference) => ({
      kind: 'engines-differ' as const,
      step: id,
      engine: null,
      table: difference.table,
      column: difference.column,
      count: difference.count,
      samples: difference.samples,
      ...describe(difference),
      ...placeOf(difference, scripts),
    }));
}

function describe({
  table,
  column,
  missingOn,
  count,
}: EngineDifference): Pick<RehearsalFinding, 'message' | 'hint'> {
  const place = column === null ? table : `${table}.${column}`;
  const header = `-- lockstep: changes=${place} "reason"`;
  if (missingOn !== null) {
    return {
      message: `${plural(count, 'row')} of ${table} ${count === 1 ? 'is' : 'are'} not on ${engineTitles[missingOn]}`,
      hint: `Mend the script of the engine that is wrong; or, if it is meant, say so above its first statement: ${header}`,
    };
  }
  return {
    message: `${plural(count, 'value')} of ${place} ${count === 1 ? 'is' : 'are'} not the same on both engines`,
    hint: `Mend the script of the engine that is wrong; where only the form differs, give the parity file the logical type of ${place}; or, if it is meant: ${header}`,
  };
}

/** The statement that names the column, else the table, on the side that lacks rows, else on whichever names it. */
function placeOf(
  { table, column, missingOn }: EngineDifference,
  scripts: Migration['scripts'],
): Pick<RehearsalFinding, 'file' | 'line'> {
  const order: readonly Engine[] = missingOn === 'postgres' ? ['postgres', 'sqlite'] : ['sqlite', 'postgres'];
  for (const engine of order) {
    const script = scripts[engine];
    const start = script === null ? null : startOf(script, table, column);
    if (script !== null && start !== null)
      return { file: script.file, line: diskPosition(script, start).line };
  }
  return { file: (scripts[order[0]!] ?? scripts[order[1]!])?.file ?? null, line: null };
}

function startOf(script: Script, table: string, column: string | null): number | null {
  const actions = namedActions(script.engine, script.text).filter(
    (action) => lowerAscii(action.table) === table,
  );
  const exact = actions.find((action) => 'column' in action && lowerAscii(action.column) === column);
  return (exact ?? actions[0])?.start ?? null;
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
