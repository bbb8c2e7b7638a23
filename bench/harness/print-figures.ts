import type { Figure } from './figures.ts';

/** What the issue asks of lockstep, per measure: at most this many times the first participant. */
const targets: Readonly<Record<string, number>> = {
  'apply in-process sqlite': 1.15,
  'apply in-process postgres': 1.1,
  'start in-process sqlite': 1.3,
  'start in-process postgres': 1.3,
  'start whole process sqlite': 1.3,
  'start whole process postgres': 1.3,
  'status 30 sqlite': 1.5,
  'status 30 postgres': 1.5,
};

export function targetOf({ measure, variant, engine }: Figure): number | null {
  return targets[`${measure} ${variant} ${engine}`] ?? null;
}

/** Prints a table per measure and variant. */
export function printFigures(figures: readonly Figure[]): void {
  const groups = Map.groupBy(figures, ({ engine, measure, variant, count }) =>
    [engine, measure, variant, `${count} migrations`].join(' · '),
  );
  for (const [title, group] of groups) {
    console.log(`\n${title} · ${group[0]?.rounds} rounds`);
    console.log(`  ${'participant'.padEnd(24)}  median ms  (min - max)           ratio  CPU ms  CPU ratio`);
    for (const each of group) {
      const range = `(${each.minMs.toFixed(1)} - ${each.maxMs.toFixed(1)})`;
      console.log(
        `  ${each.participant.padEnd(24)}  ${each.medianMs.toFixed(1).padStart(9)}  ${range.padEnd(20)} ${each.ratio
          .toFixed(2)
          .padStart(
            5,
          )}  ${each.cpuMs.toFixed(1).padStart(6)}  ${each.cpuRatio.toFixed(2).padStart(9)}${verdict(each)}`,
      );
    }
  }
}

function verdict(figure: Figure): string {
  const target = targetOf(figure);
  if (target === null || !figure.participant.startsWith('lockstep')) return '';
  return `  target ${target.toFixed(2)}: ${figure.ratio <= target ? 'met' : 'MISSED'}`;
}
