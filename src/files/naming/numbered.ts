import { type Naming, threeDigits, words } from './naming.ts';

/** `001_add_users.sql` (startup), `100_drop_names.sql` (release), `S001_roles.sql`, `DM001_backfill.sql`. */
export const numbered: Naming = {
  expected:
    '001_snake_case.sql to 099_ (startup), 100_ to 999_ (release), S001_snake_case.sql (seed) or DM001_snake_case.sql (data)',
  separator: '_',
  rows: [
    {
      series: 'V',
      categories: ['startup'],
      pattern: new RegExp(`^((?!000)0\\d{2})_(${words})\\.sql$`),
      from: 1,
      to: 99,
      id: threeDigits,
    },
    {
      series: 'V',
      categories: ['release'],
      pattern: new RegExp(`^([1-9]\\d{2})_(${words})\\.sql$`),
      from: 100,
      to: 999,
      id: threeDigits,
    },
    {
      series: 'S',
      categories: ['seed'],
      pattern: new RegExp(`^S((?!000)\\d{3})_(${words})\\.sql$`),
      from: 1,
      to: 999,
      id: (number) => `S${threeDigits(number)}`,
    },
    {
      series: 'DM',
      categories: ['data'],
      pattern: new RegExp(`^DM((?!000)\\d{3})_(${words})\\.sql$`),
      from: 1,
      to: 999,
      id: (number) => `DM${threeDigits(number)}`,
    },
  ],
};
