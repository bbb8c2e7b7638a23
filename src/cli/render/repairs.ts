import type { Problem } from '../../core/report.ts';
import type { RepairProposal } from '../../migrate/migrator.ts';
import { indented, renderHint, renderProblem } from './problem.ts';
import type { View } from './view.ts';
import { clean } from './width.ts';

/** Returns each mend with what stands and the flags that do it. */
export function renderRepairs(proposals: readonly RepairProposal[], view: View): string {
  return proposals
    .map((proposal) =>
      [
        `${view.paint('bad', `✗ ${proposal.code}`)}  ${clean(`${proposal.migration} on ${proposal.database}`)}`,
        ...indented(proposal.finding, view, 2),
        ...renderHint(commandFor(proposal), view, 2),
      ].join('\n'),
    )
    .join('\n\n');
}

/** Returns that there is nothing to repair, or the problems that are settled elsewhere. */
export function renderNoRepairs(problems: readonly Problem[], view: View): string {
  if (problems.length === 0) return view.paint('good', 'nothing to repair');
  return [
    'nothing that repair can mend:',
    ...problems.flatMap((problem) => renderProblem(problem, view)),
  ].join('\n');
}

function commandFor({ code, details }: RepairProposal): string {
  return code === 'CHECKSUM_MISMATCH'
    ? `lockstep repair --accept ${String(details['step'])} --reason TEXT, or restore the file`
    : 'Look at the database, then lockstep repair --resume (the statement counts as not done: the next migrate sends it again) or lockstep repair --mark-done (it counts as done: the next migrate goes on behind it)';
}
