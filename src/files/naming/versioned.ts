import { type Naming, threeDigits, words } from './naming.ts';

/** `V18__add_users.sql`, `S001__roles.sql`, `DM001__backfill.sql`. */
export const versioned: Naming = {
  expected: 'V18__snake_case.sql, S001__snake_case.sql (seed) or DM001__snake_case.sql (data)',
  separator: '__',
  rows: [
    {
      series: 'V',
      categories: ['startup', 'release'],
      pattern: new RegExp(`^V([1-9]\\d{0,8})__(${words})\\.sql$`),
      from: 1,
      to: 999_999_999,
      id: (number) => `V${number}`,
    },
    {
      series: 'S',
      categories: ['seed'],
      pattern: new RegExp(`^S((?!000)\\d{3})__(${words})\\.sql$`),
      from: 1,
      to: 999,
      id: (number) => `S${threeDigits(number)}`,
    },
    {
      series: 'DM',
      categories: ['data'],
      pattern: new RegExp(`^DM((?!000)\\d{3})__(${words})\\.sql$`),
      from: 1,
      to: 999,
      id: (number) => `DM${threeDigits(number)}`,
    },
  ],
};
