import type { Category, Series } from '../../core/migration.ts';

/** One kind of file that a profile knows. */
export interface NamingRow {
  readonly series: Series;
  /** The first is what the name alone says; a header may choose another. */
  readonly categories: readonly [Category, ...Category[]];
  /** Groups: the number, the words. */
  readonly pattern: RegExp;
  /** The numbers that files of this kind may have. */
  readonly from: number;
  readonly to: number;
  /** The id of a number, as names and headers write it. */
  readonly id: (number: number) => string;
}

/** How a profile names files. */
export interface Naming {
  /** The names that the profile knows, for messages. */
  readonly expected: string;
  /** What stands between the id and the words. */
  readonly separator: '_' | '__';
  readonly rows: readonly NamingRow[];
}

/** Lower-case words joined by single underscores, in every profile. */
export const words = '[a-z0-9]+(?:_[a-z0-9]+)*';

/** Returns the number with at least three digits. */
export function threeDigits(number: number): string {
  return String(number).padStart(3, '0');
}
