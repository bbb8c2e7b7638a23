import type { RunReport } from '../../core/report.ts';
import { renderTable } from './table.ts';
import type { View } from './view.ts';

/** Returns one line per database and module of a report whose files and history agree. */
export function renderVerified(report: RunReport, view: View): string {
  const rows = report.databases.flatMap((database) =>
    database.modules.map((module) => {
      const known = module.migrations.filter(({ state }) => state !== 'pending' && state !== 'held').length;
      const agree = known === 0 ? 'nothing applied yet' : `${known} applied, as the files say`;
      return [{ text: `✓ ${database.name}`, tone: 'good' } as const, module.name, agree];
    }),
  );
  return renderTable(rows, view, { indent: 0 }).join('\n');
}
