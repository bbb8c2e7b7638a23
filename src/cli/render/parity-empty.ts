import type { ModuleParity, ParityReport } from '../../parity/report.ts';
import { figuresOf } from './parity-figures.ts';

/** Said of a report, or a module, that compared nothing. */
export const nothingToCompare = 'nothing to compare: there is no table on either side';

/** What to do about it. */
export const nothingToCompareHint =
  'Name folders or databases that hold something, or write a first migration: lockstep new NAME';

/** True where no object of the module was on either side; that both are empty proves nothing. */
export function comparesNothing(module: ModuleParity): boolean {
  return Object.values(figuresOf(module)).every((count) => count === 0);
}

/** True where that is so of every module. */
export function isEmptyReport({ modules }: ParityReport): boolean {
  return modules.length > 0 && modules.every(comparesNothing);
}
