import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamingProfile } from '../../src/core/migration.ts';
import { readFileName } from '../../src/files/naming/read-file-name.ts';

describe('names that a profile knows', () => {
  it.each<[NamingProfile, string, string, string, number, string]>([
    ['versioned', 'V1__a.sql', 'V1', 'V', 1, 'startup'],
    ['versioned', 'V18__add_2_users.sql', 'V18', 'V', 18, 'startup'],
    ['versioned', 'V999999999__x.sql', 'V999999999', 'V', 999_999_999, 'startup'],
    ['versioned', 'S001__roles.sql', 'S001', 'S', 1, 'seed'],
    ['versioned', 'DM999__fill.sql', 'DM999', 'DM', 999, 'data'],
    ['numbered', '001_a.sql', '001', 'V', 1, 'startup'],
    ['numbered', '099_a_b.sql', '099', 'V', 99, 'startup'],
    ['numbered', '100_a.sql', '100', 'V', 100, 'release'],
    ['numbered', '999_a.sql', '999', 'V', 999, 'release'],
    ['numbered', 'S010_roles.sql', 'S010', 'S', 10, 'seed'],
    ['numbered', 'DM001_fill.sql', 'DM001', 'DM', 1, 'data'],
  ])('%s: %s is %s', (profile, file, id, series, number, category) => {
    const name = file.replace(/\.sql$/, '');
    expect(readFileName(file, profile)).toMatchObject({ name, id, series, number, category });
  });
});

describe('names that a profile refuses, with the reason', () => {
  it.each<[NamingProfile, string, string]>([
    ['versioned', 'notes.txt', 'does not end in .sql'],
    ['versioned', 'V1__a.SQL', 'ending is not in lower case'],
    ['versioned', 'V1__a.sql\n', 'does not end in .sql'],
    ['versioned', '.V1__a.sql', 'hidden'],
    ['versioned', 'v1__a.sql', 'upper case'],
    ['versioned', 'V01__a.sql', 'begins with 0'],
    ['versioned', 'V0__a.sql', 'begins with 0'],
    ['versioned', 'V1234567890__a.sql', 'more than nine digits'],
    ['versioned', 'V1_a.sql', 'not followed by the separator'],
    ['versioned', 'V1__.sql', 'not followed by the separator'],
    ['versioned', 'V1__a__b.sql', 'single underscores'],
    ['versioned', 'V1__a_.sql', 'single underscores'],
    ['versioned', 'V1___a.sql', 'single underscores'],
    ['versioned', 'V1__addUsers.sql', 'lower-case words'],
    ['versioned', 'V1__add-users.sql', 'lower-case words'],
    ['versioned', 'V1__é.sql', 'lower-case words'],
    ['versioned', 'V1.1__a.sql', 'not followed by the separator'],
    ['versioned', 'S000__a.sql', 'is 0'],
    ['versioned', 'S01__a.sql', 'not three digits'],
    ['versioned', 'DM1000__a.sql', 'not three digits'],
    ['versioned', '001_a.sql', 'not followed'],
    ['versioned', 'R__views.sql', 'does not know this form'],
    ['numbered', '000_a.sql', 'is 0'],
    ['numbered', '1000_a.sql', 'not three digits'],
    ['numbered', '01_a.sql', 'not three digits'],
    ['numbered', '001__a.sql', 'not followed by the separator'],
    ['numbered', 'S000_a.sql', 'is 0'],
    ['numbered', 'V1__a.sql', 'not followed'],
  ])('%s: %s', (profile, file, reason) => {
    expect(readFileName(file, profile)).toEqual({ reason: expect.stringContaining(reason) });
  });
});

describe('legacy names', () => {
  const legacy = [
    { file: '0001-Init.sql', version: 3, category: 'release' },
    { file: 'V9__x.sql', version: 4, category: 'startup' },
    { file: 'seed.sql', version: 2, category: 'seed' },
  ] as const;

  it.each([
    ['0001-Init.sql', 'V3', 'V', 'release'],
    ['V9__x.sql', 'V4', 'V', 'startup'],
    ['seed.sql', 'S002', 'S', 'seed'],
  ])('%s is %s and keeps its name', (file, id, series, category) => {
    const name = file.replace(/\.sql$/, '');
    expect(readFileName(file, 'versioned', legacy)).toMatchObject({ name, id, series, category });
  });

  it('has an id of three digits in the numbered profile', () => {
    expect(readFileName('0001-Init.sql', 'numbered', legacy)).toMatchObject({
      id: '003',
      category: 'release',
    });
  });
});

describe('for all names', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abz019'), minLength: 1, maxLength: 8 });
  const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('_'));

  it('reads back every number and name that the versioned grammar can write', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), words, (number, name) => {
        const file = `V${number}__${name}.sql`;
        expect(readFileName(file, 'versioned')).toMatchObject({ number, id: `V${number}`, series: 'V' });
        expect(readFileName(file, 'numbered')).toHaveProperty('reason');
      }),
    );
  });

  it('puts every three digits of the numbered grammar into the category of its range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), words, (number, name) => {
        const digits = String(number).padStart(3, '0');
        const category = number < 100 ? 'startup' : 'release';
        expect(readFileName(`${digits}_${name}.sql`, 'numbered')).toMatchObject({
          number,
          id: digits,
          category,
        });
        for (const [series, kind] of [
          ['S', 'seed'],
          ['DM', 'data'],
        ]) {
          const beside = `${series}${digits}_${name}.sql`;
          expect(readFileName(beside, 'numbered')).toMatchObject({ number, series, category: kind });
          expect(readFileName(beside, 'versioned')).toHaveProperty('reason');
        }
      }),
    );
  });

  it('reads nothing that the grammar of the contract does not allow', () => {
    const grammar = /^(V[1-9]\d{0,8}|S(?!000)\d{3}|DM(?!000)\d{3})__[a-z0-9]+(_[a-z0-9]+)*\.sql$/;
    const near = fc
      .tuple(
        fc.constantFrom('V', 'S', 'S0', 'DM00', 'v', ''),
        fc.nat().map(String),
        fc.string({ unit: fc.constantFrom(...'__abzAZ09.-'), maxLength: 12 }),
        fc.constantFrom('.sql', '.SQL', ''),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (file) => {
        return 'reason' in readFileName(file, 'versioned') !== grammar.test(file);
      }),
      { numRuns: 500 },
    );
  });
});
