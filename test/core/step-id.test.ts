import { describe, expect, it } from 'vitest';
import { parseStepName } from '../../src/core/step-id.ts';

describe('a name of the history', () => {
  it.each([
    ['versioned', 'V17__baseline', 'V', 17, 'V17'],
    ['versioned', 'V999999999__x', 'V', 999_999_999, 'V999999999'],
    ['versioned', 'S001__reference_data', 'S', 1, 'S001'],
    ['versioned', 'DM042__a1_b2', 'DM', 42, 'DM042'],
    ['numbered', '001_x', 'V', 1, '001'],
    ['numbered', '999_last_one', 'V', 999, '999'],
    ['numbered', 'S001_x', 'S', 1, 'S001'],
    ['numbered', 'DM999_x', 'DM', 999, 'DM999'],
  ] as const)('%s: %s', (profile, name, series, number, id) => {
    expect(parseStepName(profile, name)).toEqual({ series, number, id });
  });

  it.each([
    ['versioned', 'V0__x'],
    ['versioned', 'V01__x'],
    ['versioned', 'V1234567890__x'],
    ['versioned', 'V1_x'],
    ['versioned', 'V1__'],
    ['versioned', 'V1__x__y'],
    ['versioned', 'V1__X'],
    ['versioned', 'v1__x'],
    ['versioned', 'V1__x_'],
    ['versioned', 'V1__x\n'],
    ['versioned', 'V1__x.sql'],
    ['versioned', 'S000__x'],
    ['versioned', 'S1__x'],
    ['versioned', 'DM0001__x'],
    ['versioned', '001_x'],
    ['versioned', ''],
    ['numbered', '000_x'],
    ['numbered', '01_x'],
    ['numbered', '001__x'],
    ['numbered', 'S000_x'],
    ['numbered', 'V001_x'],
    ['numbered', 'V18__x'],
  ] as const)('%s cannot read %j', (profile, name) => {
    expect(parseStepName(profile, name)).toBeNull();
  });
});
