import { describe, it } from 'vitest';
import { holds, type UpgradeRow } from './upgrade-row.ts';

const reference = 'V17 V18 V19 V20~ V21 S001@V21 V22 V23 DM001@V23 V24:release?DM001';
const atV20 = { chain: reference, at: 'V17 V18 V19 V20' };
const openAtV20 = 'V21:pending S001:pending V22:pending V23:pending DM001:pending V24:held(DM001)';

describe('an upgrade of the reference store from V20', () => {
  it.each<UpgradeRow>([
    { rule: 'by default startup and seed steps', ...atV20, runs: 'V21 S001 V22 V23', open: openAtV20 },
    {
      rule: 'release alone: everything before V24 is taken along, V24 stays held by the data step',
      ...atV20,
      categories: ['release'],
      runs: 'V21 S001 V22 V23',
      open: openAtV20,
      stillHeld: 'V24<DM001',
    },
    {
      rule: 'data alone: the data step and what stands before it',
      ...atV20,
      categories: ['data'],
      runs: 'V21 S001 V22 V23 DM001',
      open: openAtV20,
      consent: true,
    },
    {
      rule: 'data and release: everything',
      ...atV20,
      categories: ['data', 'release'],
      runs: 'V21 S001 V22 V23 DM001 V24',
      open: openAtV20,
      consent: true,
    },
    { rule: 'seed: up to the last seed', ...atV20, categories: ['seed'], runs: 'V21 S001' },
    {
      rule: 'startup: up to the last startup version',
      ...atV20,
      categories: ['startup'],
      runs: 'V21 S001 V22 V23',
    },
    {
      rule: 'startup and seed as by default',
      ...atV20,
      categories: ['startup', 'seed'],
      runs: 'V21 S001 V22 V23',
    },
    {
      rule: 'with the data step done V24 waits for its own gate only',
      chain: reference,
      at: 'V17 V18 V19 V20 V21 S001 V22 V23 DM001',
      runs: '',
      open: 'V24:pending',
    },
    {
      rule: 'and runs when it is named',
      chain: reference,
      at: 'V17 V18 V19 V20 V21 S001 V22 V23 DM001',
      categories: ['release'],
      runs: 'V24',
      consent: true,
    },
  ])('$rule', holds);
});

describe('gates', () => {
  it.each<UpgradeRow>([
    {
      rule: 'a closed release holds back everything above it, seeds too',
      chain: 'V17 V18:release S001@V18 V19 DM001@V19',
      at: 'V17',
      runs: '',
      open: 'V18:pending S001:held(V18) V19:held(V18) DM001:held(V18)',
    },
    {
      rule: 'what stands after the last step of the named categories waits for the next run',
      chain: 'V17 V18:release S001@V18 V19',
      at: 'V17',
      categories: ['release'],
      runs: 'V18',
      consent: true,
    },
    {
      rule: 'the next plain run takes it',
      chain: 'V17 V18:release S001@V18 V19',
      at: 'V17 V18',
      runs: 'S001 V19',
    },
    {
      rule: 'two releases wait for one gate: neither holds the other',
      chain: 'V17 V18:release V19:release V20',
      at: 'V17',
      runs: '',
      open: 'V18:pending V19:pending V20:held(V18)',
    },
    {
      rule: 'startup between two releases is taken along',
      chain: 'V17 V18:release V19 V20:release V21',
      at: 'V17',
      categories: ['release'],
      runs: 'V18 V19 V20',
      consent: true,
    },
    {
      rule: 'a pending data step holds back nothing by itself',
      chain: 'V17 DM001@V17 V18 S001@V18',
      at: 'V17',
      runs: 'V18 S001',
      open: 'DM001:pending V18:pending S001:pending',
    },
    {
      rule: 'it holds back the startup version that names it, and what stands above that',
      chain: 'V17 DM001@V17 V18?DM001 V19 DM002@V19',
      at: 'V17',
      runs: '',
      open: 'DM001:pending V18:held(DM001) V19:held(V18) DM002:pending',
    },
    {
      rule: 'naming data runs the chain of data steps and the versions between them',
      chain: 'V17 DM001@V17 V18?DM001 V19 DM002@V19 V20',
      at: 'V17',
      categories: ['data'],
      runs: 'DM001 V18 V19 DM002',
      consent: true,
    },
    {
      rule: 'a release above a version that waits for a data step is held by that version',
      chain: 'V17 DM001@V17 V18?DM001 V19:release',
      at: 'V17',
      categories: ['release'],
      runs: '',
      open: 'DM001:pending V18:held(DM001) V19:held(V18)',
      stillHeld: 'V19<V18',
    },
    {
      rule: 'a data step above a closed release stays held when data is named',
      chain: 'V17 DM001@V17 V18:release DM002@V18',
      at: 'V17',
      categories: ['data'],
      runs: 'DM001',
      open: 'DM001:pending V18:pending DM002:held(V18)',
      stillHeld: 'DM002<V18',
      consent: true,
    },
    {
      rule: 'what can run below a held release runs, and the end is a held step',
      chain: 'V17 V18:release V19 DM001@V19 V20:release?DM001 V21',
      at: 'V17',
      categories: ['release'],
      runs: 'V18 V19',
      stillHeld: 'V20<DM001',
      consent: true,
    },
    {
      rule: 'several requires: the first that is unmet is named',
      chain: 'V17 DM001@V17 DM002@V17 V18?DM001,DM002',
      at: 'V17 DM001',
      runs: '',
      open: 'DM002:pending V18:held(DM002)',
    },
    {
      rule: 'naming a category without any step runs nothing',
      chain: 'V17 V18',
      at: 'V17',
      categories: ['data'],
      runs: '',
    },
    {
      rule: 'a named category whose last step is applied takes along what stands before it only',
      chain: 'V17 DM001@V17 S001@V17 V18',
      at: 'V17 DM001',
      categories: ['data'],
      runs: 'S001',
    },
  ])('$rule', holds);
});

describe('seeds and data steps added late', () => {
  it.each<UpgradeRow>([
    {
      rule: 'a seed with an early after= runs next, on the schema as it is',
      chain: 'V17 V18 V19 S001@V17 V20',
      at: 'V17 V18 V19',
      runs: 'S001 V20',
    },
    {
      rule: 'also beneath a closed release that is above it',
      chain: 'V17 V18 S002@V17 V19:release',
      at: 'V17 V18',
      runs: 'S002',
      open: 'S002:pending V19:pending',
    },
    {
      rule: 'a data step with an early after= is pending, never out of order',
      chain: 'V17 V18 DM001@V17',
      at: 'V17 V18',
      runs: '',
      open: 'DM001:pending',
    },
  ])('$rule', holds);
});
