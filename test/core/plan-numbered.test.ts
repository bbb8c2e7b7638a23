import { describe, expect, it } from 'vitest';
import type { Category } from '../../src/core/migration.ts';
import { at, chain, empty } from './module-text.ts';
import { openOf, planOf, roundsOf, stillHeldOf } from './plan-text.ts';

const files = '001 002 100 101 S001 S002 DM001';

interface Row {
  readonly rule: string;
  readonly chain?: string;
  readonly at: string | null;
  readonly categories?: readonly Category[];
  readonly to?: string;
  readonly runs: string;
  readonly open?: string;
  readonly consent?: boolean;
}

describe('the numbered profile: startup, release, seed, data, each by number', () => {
  it.each<Row>([
    {
      rule: 'an empty database is installed, every category',
      at: null,
      runs: '001[set DM001] 002 100 101 S001 S002 DM001[clear]',
    },
    {
      rule: 'a pending release holds nothing',
      at: '001',
      runs: '002 S001 S002',
      open: '002:pending 100:pending 101:pending S001:pending S002:pending DM001:pending',
    },
    {
      rule: 'release takes along the startup steps before it',
      at: '001',
      categories: ['release'],
      runs: '002 100 101',
      consent: true,
    },
    { rule: 'seed takes along startup', at: '001', categories: ['seed'], runs: '002 S001 S002' },
    {
      rule: 'data takes along startup and seed',
      at: '001',
      categories: ['data'],
      runs: '002 S001 S002 DM001',
      consent: true,
    },
    { rule: 'startup alone', at: '001', categories: ['startup'], runs: '002' },
    {
      rule: 'a new startup number after releases and seeds',
      chain: '001 002 100 S001',
      at: '001 100 S001',
      runs: '002',
    },
    { rule: '--to a number', at: '001', to: '2', runs: '002' },
    {
      rule: '--to a release, named',
      at: '001',
      to: '100',
      categories: ['release'],
      runs: '002 100',
      consent: true,
    },
    { rule: '--to a seed', at: '001', to: 's001', runs: '002 S001' },
    { rule: '--to a number that is passed', at: '001 002', to: '001', runs: '' },
  ])('$rule', (row) => {
    const module = chain(row.chain ?? files);
    const plan = planOf(module, [row.at === null ? empty() : at(module, row.at)], row);
    expect(plan.databases[0]?.problem).toBeNull();
    expect(roundsOf(plan)).toBe(row.runs);
    if (row.open !== undefined) expect(openOf(plan)).toBe(row.open);
    expect(stillHeldOf(plan)).toBe('');
    expect(plan.needsConsent).toBe(row.consent ?? false);
  });

  it('an empty database beside another one is installed up to what that one has', () => {
    const module = chain(files);
    const plan = planOf(module, [at(module, '001 100 S001'), empty('lite')]);
    expect(roundsOf(plan)).toBe('001@lite[lite set S001] 002 100@lite S001@lite[lite clear] S002');
  });
});
