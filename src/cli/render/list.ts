import type { RunReport } from '../../core/report.ts';
import { renderProblem } from './problem.ts';
import { nameLeast } from './report.ts';
import { stateLook } from './step-sight.ts';
import { type Cell, renderTable } from './table.ts';
import { formatDuration } from './time.ts';
import type { View } from './view.ts';

/** Returns one line per migration; databases and modules are named where there are several. Empty for none. */
export function renderList({ databases }: RunReport, view: View): string {
  const manyModules = new Set(databases.flatMap(({ modules }) => modules.map(({ name }) => name))).size > 1;
  const first = (databases.length > 1 ? 1 : 0) + (manyModules ? 1 : 0);
  const rows = databases.flatMap((database) =>
    database.modules.flatMap((module) =>
      module.migrations.map((step): Cell[] => {
        const { mark, tone, text } = stateLook.sight(step, view);
        return [
          ...(databases.length > 1 ? [database.name] : []),
          ...(manyModules ? [module.name] : []),
          { text: `${mark} ${step.name}`, tone },
          step.category,
          { text: step.state === 'applied' ? 'applied' : text, tone },
          step.state === 'applied' ? text : '',
          step.appliedBy ?? '',
          step.durationMs === null ? '' : formatDuration(step.durationMs),
        ];
      }),
    ),
  );
  const errors = databases.flatMap(({ name, error }) =>
    error === undefined ? [] : renderProblem(error, view, name),
  );
  const lines = renderTable(rows, view, {
    indent: 0,
    drop: [first + 4, first + 5],
    spare: [first + 1, first + 3],
    shrink: { column: first, least: nameLeast },
  });
  return [...lines, ...errors].join('\n');
}
