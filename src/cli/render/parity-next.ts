import type { ParityReport } from '../../parity/report.ts';
import { clean } from './width.ts';

/** Returns what to do about the report, a line each; none where nothing weighs. */
export function nextSteps({ modules, strict, verdict }: ParityReport): readonly string[] {
  if (verdict === 'parity') return [];
  const weighs = modules.flatMap(({ module, differences, head }) =>
    differences
      .filter(({ severity }) => severity === 'error' || (strict && severity === 'warning'))
      .map(({ id }) => ({ module, id, head })),
  );
  const [first] = weighs;
  if (first === undefined) return [];
  if (first.module === null) {
    return ['Mend the side that is wrong by a migration of its own; both databases were only read.'];
  }
  return [
    'Mend the side that is wrong by the next version: lockstep new NAME',
    `or, where it is meant so: ${acceptCommand(first.id)}`,
  ];
}

/** Returns the command that accepts a difference, as a shell takes it. */
export function acceptCommand(id: string): string {
  return `lockstep parity accept ${shellWord(clean(id))} --reason "…"`;
}

/** In single quotes a shell changes nothing; a single quote itself ends them for one moment. */
function shellWord(text: string): string {
  return /^[\w.:/,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
