import { describe, it } from 'vitest';
import { holds, type UpgradeRow } from './upgrade-row.ts';

const reference = 'V17 V18 V19 V20~ V21 S001@V21 V22 V23 DM001@V23 V24:release?DM001';
const atV20 = { chain: reference, at: 'V17 V18 V19 V20' };
const openAtV20 = 'V21:pending S001:pending V22:pending V23:pending DM001:pending V24:held(DM001)';

describe('--to', () => {
  it.each<UpgradeRow>([
    { rule: 'stops behind the step', ...atV20, to: 'V22', runs: 'V21 S001 V22' },
    {
      rule: 'a version takes along the seeds and data steps behind it',
      ...atV20,
      to: 'V21',
      runs: 'V21 S001',
    },
    { rule: 'a seed by its id', ...atV20, to: 'S001', runs: 'V21 S001' },
    { rule: 'does not open a gate', ...atV20, to: 'V24', runs: 'V21 S001 V22 V23' },
    {
      rule: 'a gate that is named opens below it only',
      chain: 'V17 V18:release V19:release V20:release',
      at: 'V17',
      to: 'V18',
      categories: ['release'],
      runs: 'V18',
      consent: true,
    },
    {
      rule: 'what is held above it is not asked for',
      ...atV20,
      to: 'V23',
      categories: ['release'],
      runs: 'V21 S001 V22 V23',
    },
    { rule: 'already passed: nothing done', ...atV20, to: 'V18', runs: '' },
    {
      rule: 'already passed: nothing done, a late seed below it included',
      chain: 'V17 V18 V19 S001@V17 V20',
      at: 'V17 V18 V19',
      to: 'V18',
      runs: '',
      open: 'S001:pending V20:pending',
    },
    {
      rule: 'a late seed that is itself the end runs',
      chain: 'V17 V18 V19 S001@V17 V20',
      at: 'V17 V18 V19',
      to: 'S001',
      runs: 'S001',
    },
  ])('$rule', holds);
});

describe('a transaction=none step that has begun', () => {
  it.each<UpgradeRow>([
    {
      rule: 'is resumed, and counts as pending until then',
      ...atV20,
      at: 'V17 V18 V19',
      with: { begun: 'V20' },
      runs: 'V20 V21 S001 V22 V23',
      open: `V20:started ${openAtV20}`,
    },
    {
      rule: 'also while somebody else is running it',
      ...atV20,
      at: 'V17 V18 V19',
      with: { begun: 'V20', progress: { state: 'running', holder: 'pid 1' } },
      runs: 'V20 V21 S001 V22 V23',
    },
    {
      rule: 'waits for its gate like any other step',
      chain: 'V17 V18:release~ V19',
      at: 'V17',
      with: { begun: 'V18' },
      runs: '',
      open: 'V18:started V19:held(V18)',
    },
    {
      rule: 'holds other transaction=none steps: they would overwrite how far it got',
      chain: 'V17 DM001~@V17 V18 V19~ V20',
      at: 'V17',
      with: { begun: 'DM001' },
      runs: 'V18',
      open: 'DM001:started V18:pending V19:held(DM001) V20:held(V19)',
    },
    {
      rule: 'unless it is finished first',
      chain: 'V17 DM001~@V17 V18 V19~ DM002@V19',
      at: 'V17',
      with: { begun: 'DM001' },
      categories: ['data'],
      runs: 'DM001 V18 V19 DM002',
      consent: true,
    },
  ])('$rule', holds);
});
