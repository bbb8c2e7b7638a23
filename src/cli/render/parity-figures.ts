import { engineTitles } from '../../core/engine.ts';
import type { AcceptedDifference, NotCompared, Severity } from '../../parity/difference.ts';
import type { ModuleParity } from '../../parity/report.ts';
import { toReport } from '../../parity/run/verdict.ts';

/** What a module's parity comes to in numbers. */
export interface ParityFigures {
  readonly tables: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly accepted: number;
  readonly stale: number;
  /** What differs between the ways to the head. */
  readonly paths: number;
  readonly notCompared: number;
}

/** In the order of every list. */
export const severityOrder: readonly Severity[] = ['error', 'warning', 'info'];

/** Returns the numbers of a module, or of several together. */
export function figuresOf(...modules: readonly ModuleParity[]): ParityFigures {
  const sum = (count: (module: ModuleParity) => number): number =>
    modules.reduce((total, module) => total + count(module), 0);
  const ofSeverity = (severity: Severity): number =>
    sum(({ differences }) => differences.filter((each) => each.severity === severity).length);
  return {
    tables: sum(({ tables }) => tables.length),
    errors: ofSeverity('error'),
    warnings: ofSeverity('warning'),
    infos: ofSeverity('info'),
    accepted: sum(({ accepted }) => accepted.length),
    stale: sum(({ staleExceptions }) => staleExceptions.length),
    paths: sum(({ paths }) => paths.reduce((total, { differences }) => total + differences.length, 0)),
    notCompared: sum(({ notCompared }) => notCompared.length),
  };
}

/** True where the module is why the verdict is `differs`. */
export function moduleDiffers(module: ModuleParity, strict: boolean): boolean {
  return toReport([module], strict).verdict === 'differs';
}

/** Returns the numbers as words: `34 tables`, `2 errors`, without those that are 0. `0 tables` is said. */
export function sayFigures(figures: ParityFigures): string[] {
  const { tables, errors, warnings, infos, accepted, stale, paths } = figures;
  const said = [
    { count: errors, words: plural(errors, 'error') },
    { count: stale, words: plural(stale, 'stale exception') },
    { count: paths, words: `${plural(paths, 'difference')} between paths` },
    { count: warnings, words: plural(warnings, 'warning') },
    { count: accepted, words: `${accepted} accepted` },
    { count: infos, words: `${infos} info` },
  ].filter(({ count }) => count > 0);
  return [plural(tables, 'table'), ...said.map(({ words }) => words)];
}

/** Returns the number with its noun. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * Returns the step behind which a difference of `--at each` was gone again; null where it stands at the head, and where only
 * the head was looked at.
 */
export function settledBy({ versions }: ModuleParity, id: string): string | null {
  let step: string | null = null;
  for (const version of versions) {
    if (version.appeared.some((difference) => difference.id === id)) step = null;
    if (version.settled.includes(id)) step = version.step;
  }
  return step;
}

/** What a version brought and took away; infos are no news. */
export interface VersionNews {
  readonly appeared: number;
  readonly settled: number;
}

/** Returns the news of each version, in their order. */
export function newsOf({ versions }: ModuleParity): readonly VersionNews[] {
  const open = new Set<string>();
  return versions.map(({ appeared, settled }) => {
    const weighing = appeared.filter(({ severity }) => severity !== 'info');
    const gone = settled.filter((id) => open.delete(id)).length;
    for (const { id } of weighing) open.add(id);
    return { appeared: weighing.length, settled: gone };
  });
}

/** Objects outside of the comparison that are so for one reason. */
export interface NotComparedGroup {
  readonly side: NotCompared['side'];
  readonly kind: string;
  readonly reason: string;
  readonly names: readonly string[];
}

/** Returns what was not compared, those of one side, kind and reason together, in the order of their first. */
export function groupNotCompared(notCompared: readonly NotCompared[]): readonly NotComparedGroup[] {
  const groups = Map.groupBy(notCompared, ({ side, kind, reason }) => JSON.stringify([side, kind, reason]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, names: group.map(({ name }) => name) }];
  });
}

/** Returns why a difference is accepted: the reason given, or the emulation whose entry settles it too. */
export function whyAccepted({ difference, exception }: AcceptedDifference): string {
  const { id, reason, standsFor } = exception;
  if (difference.id !== id) return `settled by ${id}`;
  return standsFor === undefined ? reason : `${reason} (stands for ${standsFor})`;
}

/** Sides as people call them. */
export const sideNames: Readonly<Record<NotCompared['side'], string>> = {
  ...engineTitles,
  both: 'both',
};
