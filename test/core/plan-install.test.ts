import { describe, expect, it } from 'vitest';
import type { Category } from '../../src/core/migration.ts';
import { at, chain, type DatabaseOptions, empty } from './module-text.ts';
import { afterRounds, idIn, openOf, planOf, roundsOf } from './plan-text.ts';

const reference = 'V17 V18 V19 V20~ V21 S001@V21 V22 V23 DM001@V23 V24:release?DM001';

interface Row {
  readonly rule: string;
  readonly chain?: string;
  readonly at?: string;
  readonly with?: DatabaseOptions;
  readonly categories?: readonly Category[];
  readonly to?: string;
  readonly runs: string;
  readonly open?: string;
  readonly installing?: string;
  readonly consent?: boolean;
}

function holds(row: Row): void {
  const module = chain(row.chain ?? reference);
  const database = row.at === undefined ? empty() : at(module, row.at, row.with);
  const plan = planOf(module, [database], row);
  const [only] = plan.databases;
  expect(only?.problem).toBeNull();
  expect(roundsOf(plan)).toBe(row.runs);
  if (row.open !== undefined) expect(openOf(plan)).toBe(row.open);
  if (row.installing !== undefined) expect(idIn(only?.installing ?? 'none')).toBe(row.installing);
  expect(plan.needsConsent).toBe(row.consent ?? false);
}

describe('an empty database is installed', () => {
  it.each<Row>([
    {
      rule: 'every category runs: the first transaction writes the marker, the last removes it; nobody is asked',
      runs: 'V17[set V24] V18 V19 V20 V21 S001 V22 V23 DM001 V24[clear]',
      open: 'V17:pending V18:pending V19:pending V20:pending V21:pending S001:pending V22:pending V23:pending DM001:pending V24:pending',
      installing: 'V24',
    },
    {
      rule: '--to is the target',
      to: 'V20',
      runs: 'V17[set V20] V18 V19 V20[clear]',
      installing: 'V20',
    },
    {
      rule: '--to a version: the target is the last seed behind it',
      to: 'V21',
      runs: 'V17[set S001] V18 V19 V20 V21 S001[clear]',
      installing: 'S001',
    },
    { rule: 'one step needs no marker', chain: 'V17:release', runs: 'V17', installing: 'V17' },
    {
      rule: 'with a category named there is no marker and the gates are as named',
      categories: ['startup'],
      runs: 'V17 V18 V19 V20 V21 S001 V22 V23',
      open: 'V17:pending V18:pending V19:pending V20:pending V21:pending S001:pending V22:pending V23:pending DM001:pending V24:held(DM001)',
      installing: 'none',
    },
    {
      rule: 'and a named release or data step asks',
      categories: ['data', 'release'],
      runs: 'V17 V18 V19 V20 V21 S001 V22 V23 DM001 V24',
      installing: 'none',
      consent: true,
    },
    { rule: 'a module without steps has nothing to install', chain: '', runs: '', installing: 'none' },
  ])('$rule', holds);

  it('--to V20 and then a plain run is an upgrade', () => {
    const module = chain(reference);
    const installed = afterRounds(planOf(module, [empty()], { to: 'V20' }), [empty()]);
    expect(roundsOf(planOf(module, installed))).toBe('V21 S001 V22 V23');
  });
});

describe('while a marker stands', () => {
  const half = 'V17 V18 V19 V20 V21 S001 V22';
  it.each<Row>([
    {
      rule: 'a crash in the middle still ends at the target, gates open',
      at: half,
      with: { marker: 'V24' },
      runs: 'V23 DM001 V24[clear]',
      open: 'V23:pending DM001:pending V24:pending',
      installing: 'V24',
    },
    {
      rule: 'whatever categories are named',
      at: half,
      with: { marker: 'V24' },
      categories: ['seed'],
      runs: 'V23 DM001 V24[clear]',
    },
    {
      rule: 'a process whose target stands later raises it',
      at: 'V17 V18',
      with: { marker: 'V20' },
      runs: 'V19[set V24] V20 V21 S001 V22 V23 DM001 V24[clear]',
      installing: 'V24',
    },
    {
      rule: 'with only the new target left, that step just removes it',
      chain: 'V17 V18 V19:release',
      at: 'V17',
      with: { marker: 'V18' },
      to: 'V18',
      runs: 'V18[clear]',
    },
    {
      rule: 'a named category raises nothing: the install ends where it was going, then the gates are as named',
      at: 'V17 V18',
      with: { marker: 'V20' },
      categories: ['data'],
      runs: 'V19 V20[clear] V21 S001 V22 V23 DM001',
      installing: 'V20',
      consent: true,
    },
    {
      rule: '--to below it stops there and leaves it',
      at: 'V17',
      with: { marker: 'V24' },
      to: 'V19',
      runs: 'V18 V19',
      open: 'V18:pending V19:pending V20:pending V21:pending S001:pending V22:pending V23:pending DM001:pending V24:pending',
      installing: 'V24',
    },
    {
      rule: '--to above it raises it',
      at: 'V17',
      with: { marker: 'V19' },
      to: 'V20',
      runs: 'V18[set V20] V19 V20[clear]',
    },
    {
      rule: '--to a step that is already there: nothing done',
      at: half,
      with: { marker: 'V24' },
      to: 'V20',
      runs: '',
      installing: 'V24',
    },
    {
      rule: 'the first step of the install may be the one that has begun',
      chain: 'V17~ V18:release',
      at: '',
      with: { marker: 'V18', begun: 'V17', tables: 'public.t_v17__x' },
      runs: 'V17 V18[clear]',
      open: 'V17:started V18:pending',
    },
  ])('$rule', holds);

  it.each<Row>([
    {
      rule: 'the gates apply again, and the next write removes it',
      at: 'V17 V18 V19 V20',
      with: { marker: 'V20' },
      runs: 'V21[clear] S001 V22 V23',
      open: 'V21:pending S001:pending V22:pending V23:pending DM001:pending V24:held(DM001)',
      installing: 'none',
    },
    {
      rule: 'with nothing to write it says nothing',
      chain: 'V17 V18',
      at: 'V17 V18',
      with: { marker: 'V18' },
      runs: '',
      installing: 'none',
    },
    {
      rule: 'a later release is not let through by it',
      chain: 'V17 V18 V19:release',
      at: 'V17 V18',
      with: { marker: 'V18' },
      runs: '',
      open: 'V19:pending',
      installing: 'none',
    },
  ])('whose target is applied (left behind by hand): $rule', holds);
});

describe('an older release among the starters of an install', () => {
  const older = chain('V17 V18 V19 V20');
  const newer = chain(reference);

  it('applies nothing once the newer one has raised the target', () => {
    const plan = planOf(older, [at(newer, 'V17 V18', { marker: 'V24' })]);
    expect(plan.rounds).toEqual([]);
    expect(plan.databases[0]?.problem?.code).toBe('DATABASE_NEWER');
    expect(plan.databases[0]?.problem?.details).toMatchObject({ rows: [], installTarget: 'V24__x' });
  });

  it('when it came first, the newer one raises its target at the next step and both end at V24', () => {
    const begun = afterRounds(planOf(older, [empty()]), [empty()], 2);
    const raised = planOf(newer, begun);
    expect(roundsOf(raised)).toBe('V19[set V24] V20 V21 S001 V22 V23 DM001 V24[clear]');
    const afterOne = afterRounds(raised, begun, 1);
    expect(planOf(older, afterOne).databases[0]?.problem?.code).toBe('DATABASE_NEWER');
    expect(roundsOf(planOf(newer, afterOne))).toBe('V20 V21 S001 V22 V23 DM001 V24[clear]');
  });
});
