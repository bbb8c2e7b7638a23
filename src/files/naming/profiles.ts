import type { Category, NamingProfile, Series } from '../../core/migration.ts';

/** One kind of file that a profile knows. */
export interface NamingRow {
  readonly series: Series;
  /** The first is what the name alone says; a header may choose another. */
  readonly categories: readonly [Category, ...Category[]];
  /** The numbers that files of this kind may have. */
  readonly from: number;
  readonly to: number;
  /** The id of a number, as names and headers write it. */
  readonly id: (number: number) => string;
}

/** How a profile names files; the grammar itself is in core/step-id.ts. */
export interface Naming {
  /** The names that the profile knows, for messages. */
  readonly expected: string;
  /** What stands between the id and the words. */
  readonly separator: '_' | '__';
  readonly rows: readonly NamingRow[];
}

const threeDigits = (number: number): string => String(number).padStart(3, '0');

/** Seeds and data steps are the same in every profile. */
const besideVersions: readonly NamingRow[] = [
  { series: 'S', categories: ['seed'], from: 1, to: 999, id: (number) => `S${threeDigits(number)}` },
  { series: 'DM', categories: ['data'], from: 1, to: 999, id: (number) => `DM${threeDigits(number)}` },
];

/** Every naming profile. */
export const profiles: Readonly<Record<NamingProfile, Naming>> = {
  versioned: {
    expected: 'V18__snake_case.sql, S001__snake_case.sql (seed) or DM001__snake_case.sql (data)',
    separator: '__',
    rows: [
      {
        series: 'V',
        categories: ['startup', 'release'],
        from: 1,
        to: 999_999_999,
        id: (number) => `V${number}`,
      },
      ...besideVersions,
    ],
  },
  numbered: {
    expected:
      '001_snake_case.sql to 099_ (startup), 100_ to 999_ (release), S001_snake_case.sql (seed) or DM001_snake_case.sql (data)',
    separator: '_',
    rows: [
      { series: 'V', categories: ['startup'], from: 1, to: 99, id: threeDigits },
      { series: 'V', categories: ['release'], from: 100, to: 999, id: threeDigits },
      ...besideVersions,
    ],
  },
};
